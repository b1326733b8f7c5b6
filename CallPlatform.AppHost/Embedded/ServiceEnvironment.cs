using System.Globalization;

namespace CallPlatform.AppHost.Embedded;

/// <summary>Where each service listens.</summary>
internal sealed record ServiceAddresses(string Api, string Web, string Worker, string? Simulator);

/// <summary>
/// The environment each service gets: the names that Aspire would inject, and what makes the Simulator play the providers.
/// A setting that the person who starts the launcher has made in the environment is never replaced.
/// </summary>
internal sealed class ServiceEnvironment(
    ServiceAddresses addresses, string database, LauncherSecrets secrets, Func<string, string?> given)
{
    private const string SimulatedAssistant = "5d1d5a70-0000-4000-8000-00000000a551";
    private const string SimulatedPhoneNumber = "5d1d5a70-0000-4000-8000-0000000f0e01";

    private static readonly string[] ProviderKeys = ["VAPI_API_KEY", "CALLKARO_API_KEY", "SHUNYA_API_KEY", "CALLRAIL_API_KEY"];

    /// <summary>Whoever has a provider's key wants real calls.</summary>
    public static bool HasProviderKey(Func<string, string?> given) => ProviderKeys.Any(key => !string.IsNullOrEmpty(given(key)));

    public IReadOnlyDictionary<string, string> Api() =>
        Service("api", addresses.Api, [("Auth__SigningKey", secrets.SigningKey), ("Auth__WebKey", secrets.WebKey), (LauncherDatabase.Setting, database), .. Others(), .. Providers()]);

    public IReadOnlyDictionary<string, string> Worker() =>
        Service("worker", addresses.Worker, [("Auth__SigningKey", secrets.SigningKey), (LauncherDatabase.Setting, database), .. Others(), .. Providers()]);

    public IReadOnlyDictionary<string, string> Web() =>
        Service("web", addresses.Web, [("Auth__WebKey", secrets.WebKey), .. Others()]);

    /// <summary>The Worker's verb that migrates and, in an empty database, makes the first organisation and its owner.</summary>
    public IReadOnlyDictionary<string, string> Migrate() =>
        With(Worker(),
        [
            ("OTEL_SERVICE_NAME", "migrate"),
            .. Unless(given,
                ("Seed__OwnerUsername", secrets.OwnerUsername),
                ("Seed__OwnerPassword", secrets.OwnerPassword),
                ("Seed__OrganizationName", "My organisation")),
        ]);

    public IReadOnlyDictionary<string, string> Simulator() =>
        Service("simulator", addresses.Simulator!,
        [
            ("Simulator__PublicUrl", addresses.Simulator!),
            ("Simulator__Vapi__WebhookUrl", given("VAPI_WEBHOOK_URL") ?? WebhookUrl),
            ("Simulator__Vapi__WebhookSecret", given("VAPI_WEBHOOK_SECRET") ?? secrets.WebhookSecret),
            ("Simulator__CallKaro__WebhookUrl", $"{addresses.Api}/webhooks/callkaro/{secrets.WebhookSecret}"),
            ("Simulator__Messages__AuthToken", secrets.WebhookSecret),
            ("Simulator__Messages__InboundUrl", addresses.Api + "/webhooks/messages/inbound"),
            ("Simulator__CallRail__WebhookBaseUrl", addresses.Api),
            ("Simulator__CallRail__SigningKey", given("CALLRAIL_SIGNING_KEY") ?? secrets.WebhookSecret),
            ("Simulator__Shunya__WebhookUrl", addresses.Api + "/api/v1/shunya/webhook"),
            ("Simulator__Shunya__WebhookSecret", given("SHUNYA_WEBHOOK_SECRET") ?? secrets.WebhookSecret),
        ]);

    private string WebhookUrl => addresses.Api + "/api/calls/webhook";

    private Dictionary<string, string> Service(string name, string address, IEnumerable<(string, string)> settings)
    {
        var environment = With(new Dictionary<string, string>(),
        [
            // Never the person's own: each child has its own name and address.
            ("OTEL_SERVICE_NAME", name),
            ("ASPNETCORE_URLS", address),
        ]);
        (string, string)[] defaults =
        [
            // Many services share one console: one line a message.
            ("Logging__Console__FormatterName", "simple"),
            ("Logging__Console__FormatterOptions__SingleLine", "true"),
            .. given("DOTNET_ENVIRONMENT") is null ? [("ASPNETCORE_ENVIRONMENT", "Development")] : Array.Empty<(string, string)>(),
            .. settings,
        ];
        return With(environment, Unless(given, defaults));
    }

    private IEnumerable<(string, string)> Others()
    {
        yield return ("services__api__http__0", addresses.Api);
        yield return ("API_HTTP", addresses.Api);
        if (addresses.Simulator is { } simulator)
        {
            yield return ("services__simulator__http__0", simulator);
        }
    }

    private IEnumerable<(string, string)> Providers()
    {
        if (addresses.Simulator is not { } simulator)
        {
            yield break;
        }

        foreach (var provider in (string[])["VAPI", "CALLKARO", "SHUNYA", "CALLRAIL", "MESSAGES"])
        {
            yield return ($"{provider}_BASE_URL", simulator);
        }

        foreach (var provider in (string[])["VAPI", "CALLKARO", "SHUNYA", "CALLRAIL"])
        {
            yield return ($"{provider}_API_KEY", secrets.ProviderKey);
        }

        yield return ("VAPI_WEBHOOK_URL", WebhookUrl);
        yield return ("VAPI_WEBHOOK_SECRET", secrets.WebhookSecret);
        yield return ("CALLKARO_WEBHOOK_TOKEN", secrets.WebhookSecret);
        yield return ("CALLRAIL_SIGNING_KEY", secrets.WebhookSecret);
        yield return ("SHUNYA_WEBHOOK_SECRET", secrets.WebhookSecret);
        yield return ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000");
        yield return ("TWILIO_AUTH_TOKEN", secrets.WebhookSecret);
        yield return ("TWILIO_FROM_NUMBER", "+15550100180");
        yield return ("PUBLIC_URL", addresses.Api);
        yield return ("DEMO_ASSISTANT_ID", SimulatedAssistant);
        yield return ("PHONE_NUMBER_ID", SimulatedPhoneNumber);

        // The Simulator's time runs 90 times as fast; the waits that real calls need would be an eternity in it.
        yield return ("Dialing__RequestTimeoutSeconds", 12.ToString(CultureInfo.InvariantCulture));
        yield return ("Dialing__LookupIntervalSeconds", 2.ToString(CultureInfo.InvariantCulture));
        yield return ("StaleCalls__SyncAfterSeconds", 5.ToString(CultureInfo.InvariantCulture));
        yield return ("StaleCalls__PollIntervalSeconds", 1.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<(string, string)> Unless(Func<string, string?> given, params (string Name, string Value)[] settings) =>
        settings.Where(setting => string.IsNullOrEmpty(given(setting.Name)));

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> environment, IEnumerable<(string Name, string Value)> more)
    {
        var all = new Dictionary<string, string>(environment);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }
}
