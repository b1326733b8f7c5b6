using System.Diagnostics;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Aspire;

/// <summary>What azd is given to deploy: the manifest, made as azd asks for it. Needs no container engine.</summary>
public class PublishTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifest_has_the_services_and_what_they_stand_on_in_Azure()
    {
        var resources = (await ManifestAsync()).GetProperty("resources");
        string TypeOf(string name) => resources.GetProperty(name).GetProperty("type").GetString()!;

        Assert.All(["api", "worker", "web"], name => Assert.StartsWith("project.", TypeOf(name), StringComparison.Ordinal));
        Assert.All(["postgres", "cache", "messaging"], name => Assert.StartsWith("azure.bicep.", TypeOf(name), StringComparison.Ordinal));
        Assert.All(
            ["simulator", "migrations", "sample-data", "remove-sample-data", "sync-stale-calls"],
            name => Assert.False(resources.TryGetProperty(name, out _), $"{name} is for developers and must not be deployed"));
    }

    [Fact]
    public async Task Secrets_are_parameters_and_only_Api_and_Web_are_reached_from_outside()
    {
        var resources = (await ManifestAsync()).GetProperty("resources");
        foreach (var secret in (string[])["signing-key", "web-key", "webhook-secret", "owner-password", "pg-password", "vapi-api-key"])
        {
            var input = resources.GetProperty(secret).GetProperty("inputs").GetProperty("value");
            Assert.True(input.GetProperty("secret").GetBoolean(), $"{secret} is a secret");
        }

        Assert.Equal("{signing-key.value}", EnvironmentOf(resources, "api", "Auth__SigningKey"));
        Assert.Equal("{web-key.value}", EnvironmentOf(resources, "web", "Auth__WebKey"));
        Assert.Equal("true", EnvironmentOf(resources, "worker", "Migrations__AtStart"));
        Assert.True(IsExternal(resources, "api"));
        Assert.True(IsExternal(resources, "web"));
        Assert.False(IsExternal(resources, "worker"));
    }

    private static string? EnvironmentOf(JsonElement resources, string name, string variable) =>
        resources.GetProperty(name).GetProperty("env").GetProperty(variable).GetString();

    private static bool IsExternal(JsonElement resources, string name) =>
        resources.GetProperty(name).TryGetProperty("bindings", out var bindings)
        && bindings.EnumerateObject().Any(b => b.Value.TryGetProperty("external", out var external) && external.GetBoolean());

    private static async Task<JsonElement> ManifestAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("calls-manifest").FullName, "manifest.json");
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.PathOf("CallPlatform.AppHost"), "--publisher", "manifest", "--output-path", file])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(File.Exists(file), $"No manifest was made:\n{await output}\n{await errors}");
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file, Ct));
    }
}
