using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public class ServiceEnvironmentTests
{
    private static readonly LauncherSecrets Secrets = LauncherSecrets.Generate();

    [Fact]
    public void While_the_simulator_plays_the_providers_everything_points_to_it()
    {
        var api = Environment(simulator: "http://127.0.0.1:3").Api();

        Assert.Equal("http://127.0.0.1:3", api["VAPI_BASE_URL"]);
        Assert.Equal("http://127.0.0.1:3", api["MESSAGES_BASE_URL"]);
        Assert.Equal(Secrets.ProviderKey, api["VAPI_API_KEY"]);
        Assert.Equal("http://127.0.0.1:1/api/calls/webhook", api["VAPI_WEBHOOK_URL"]);
        Assert.Equal("Host=db", api["ConnectionStrings__callsdb"]);
        Assert.Equal("http://127.0.0.1:1", api["services__api__http__0"]);
        Assert.Equal("api", api["OTEL_SERVICE_NAME"]);
        Assert.True(Guid.TryParse(api["DEMO_ASSISTANT_ID"], out _));
        Assert.True(Guid.TryParse(api["PHONE_NUMBER_ID"], out _));
    }

    [Fact]
    public void The_simulator_knows_where_and_with_which_secret_to_report()
    {
        var environment = Environment(simulator: "http://127.0.0.1:3");

        Assert.Equal(environment.Api()["VAPI_WEBHOOK_SECRET"], environment.Simulator()["Simulator__Vapi__WebhookSecret"]);
        Assert.Equal(environment.Api()["VAPI_WEBHOOK_URL"], environment.Simulator()["Simulator__Vapi__WebhookUrl"]);
    }

    [Fact]
    public void Without_the_simulator_no_provider_is_configured()
    {
        var worker = Environment(simulator: null).Worker();

        Assert.DoesNotContain(worker.Keys, key => key.StartsWith("VAPI_", StringComparison.Ordinal) || key.Contains("simulator", StringComparison.Ordinal));
        Assert.DoesNotContain("StaleCalls__SyncAfterSeconds", worker.Keys);
    }

    [Fact]
    public void What_a_person_has_set_stays()
    {
        var environment = Environment(simulator: "http://127.0.0.1:3", new()
        {
            ["StaleCalls__SyncAfterSeconds"] = "60",
            ["VAPI_WEBHOOK_SECRET"] = "theirs",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        });

        Assert.DoesNotContain("StaleCalls__SyncAfterSeconds", environment.Worker().Keys);
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", environment.Web().Keys);
        Assert.Equal("theirs", environment.Simulator()["Simulator__Vapi__WebhookSecret"]);
    }

    [Fact]
    public void The_web_gets_neither_the_database_nor_the_signing_key()
    {
        var web = Environment(simulator: "http://127.0.0.1:3").Web();

        Assert.DoesNotContain("ConnectionStrings__callsdb", web.Keys);
        Assert.DoesNotContain("Auth__SigningKey", web.Keys);
        Assert.Equal(Environment(simulator: null).Api()["Auth__WebKey"], web["Auth__WebKey"]);
        Assert.Equal("http://127.0.0.1:1", web["services__api__http__0"]);
    }

    [Theory]
    [InlineData("VAPI_API_KEY", true)]
    [InlineData("CALLKARO_API_KEY", true)]
    [InlineData("VAPI_WEBHOOK_URL", false)]
    public void Whoever_has_a_provider_s_key_wants_real_calls(string name, bool wants) =>
        Assert.Equal(wants, ServiceEnvironment.HasProviderKey(asked => asked == name ? "something" : null));

    private static ServiceEnvironment Environment(string? simulator, Dictionary<string, string>? given = null) => new(
        new("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:4", simulator),
        "Host=db", Secrets, name => given?.GetValueOrDefault(name));
}
