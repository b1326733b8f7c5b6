using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Aspire;

/// <summary>The Aspire model as a developer starts it, with containers of its own that keep nothing. Needs a container engine.</summary>
public sealed class AspireApp : IAsyncLifetime
{
    public const string OwnerPassword = "An-owners-password-1";

    /// <summary>Everything that runs for as long as the platform does.</summary>
    public static readonly string[] Resources = ["postgres", "callsdb", "cache", "messaging", "simulator", "api", "worker", "web"];

    // Images are pulled on the first run.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private DistributedApplication? app;

    public DistributedApplication App => app ?? throw new InvalidOperationException("The application was not started.");

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CallPlatform_AppHost>(
            ["--Data:Keep=false", "--Parameters:pg-password=Apasswordofthetests1", $"--Parameters:owner-password={OwnerPassword}"], patience.Token);
        app = await builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);
        foreach (var resource in Resources)
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
        }
    }

    /// <summary>The Api, with the first owner signed in.</summary>
    public async Task<HttpClient> OwnerAsync()
    {
        var client = App.CreateHttpClient("api");
        using var response = await client.PostAsJsonAsync("/api/token", new { username = TestDatabases.OwnerUsername, password = OwnerPassword });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await Platform.JsonOf(response)).GetProperty("access").GetString());
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
