namespace CallPlatform.AppHost.Aspire;

/// <summary>
/// Tells Api and Worker how the providers are reached, and the providers where to report: the real ones where a key is given, else the
/// Simulator. A setting is Aspire's parameter (<c>Parameters:vapi-api-key</c>), or has the name that the provider's own documentation uses.
/// </summary>
internal sealed class ProviderWiring(
    IDistributedApplicationBuilder builder, IReadOnlyList<IResourceBuilder<ProjectResource>> services, EndpointReference api, IResourceBuilder<ParameterResource> webhookSecret)
{
    private static readonly string[] Keys = ["VAPI_API_KEY", "CALLKARO_API_KEY", "SHUNYA_API_KEY", "CALLRAIL_API_KEY"];

    private static readonly string[] Secrets = ["CALLRAIL_SIGNING_KEY", "SHUNYA_WEBHOOK_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"];

    private static readonly string[] Plain = ["DEMO_ASSISTANT_ID", "PHONE_NUMBER_ID"];

    /// <summary>Whoever has a provider's key wants real calls.</summary>
    public bool HasAnyKey => Keys.Any(IsGiven);

    private ReferenceExpression VapiWebhook => ReferenceExpression.Create($"{api}/api/calls/webhook");

    private ReferenceExpression CallKaroWebhook => ReferenceExpression.Create($"{api}/webhooks/callkaro/{webhookSecret}");

    public void ConnectProviders()
    {
        // Nothing real can be deployed without a provider: without any key azd asks for Vapi's.
        string[] keys = HasAnyKey ? [.. Keys.Where(IsGiven)] : [Keys[0]];
        foreach (var name in keys.Concat(Secrets.Where(IsGiven)))
        {
            var secret = builder.AddParameter(ParameterOf(name), secret: true);
            ForEach(service => service.WithEnvironment(name, secret));
        }

        foreach (var name in Plain)
        {
            if (builder.Configuration[name] is { Length: > 0 } value)
            {
                ForEach(service => service.WithEnvironment(name, value));
            }
        }

        ForEach(WithWebhooks);
    }

    /// <summary>Plays the providers, 90 times as fast as they are; so the waits that real calls need become short as well.</summary>
    public void ConnectSimulator(IResourceBuilder<ProjectResource> simulator)
    {
        var address = simulator.WithHttpEndpoint().WithHttpHealthCheck("/health").GetEndpoint("http");
        simulator
            .WithEnvironment("Simulator__PublicUrl", address)
            .WithEnvironment("Simulator__Vapi__WebhookUrl", VapiWebhook)
            .WithEnvironment("Simulator__Vapi__WebhookSecret", webhookSecret)
            .WithEnvironment("Simulator__CallKaro__WebhookUrl", CallKaroWebhook)
            .WithEnvironment("Simulator__Messages__AuthToken", webhookSecret)
            .WithEnvironment("Simulator__Messages__InboundUrl", ReferenceExpression.Create($"{api}/webhooks/messages/inbound"))
            .WithEnvironment("Simulator__CallRail__WebhookBaseUrl", api)
            .WithEnvironment("Simulator__CallRail__SigningKey", webhookSecret)
            .WithEnvironment("Simulator__Shunya__WebhookUrl", ReferenceExpression.Create($"{api}/api/v1/shunya/webhook"))
            .WithEnvironment("Simulator__Shunya__WebhookSecret", webhookSecret);
        ForEach(service => Simulated(WithWebhooks(service.WithReference(simulator).WaitFor(simulator)), address));
    }

    private static string ParameterOf(string name) => name.ToLowerInvariant().Replace('_', '-');

    private bool IsGiven(string name)
    {
        var parameter = $"Parameters:{ParameterOf(name)}";
        builder.Configuration[parameter] ??= builder.Configuration[name];
        return !string.IsNullOrEmpty(builder.Configuration[parameter]);
    }

    private IResourceBuilder<ProjectResource> WithWebhooks(IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("PUBLIC_URL", api)
        .WithEnvironment("VAPI_WEBHOOK_URL", VapiWebhook)
        .WithEnvironment("VAPI_WEBHOOK_SECRET", webhookSecret)
        .WithEnvironment("CALLKARO_WEBHOOK_TOKEN", webhookSecret);

    private IResourceBuilder<ProjectResource> Simulated(IResourceBuilder<ProjectResource> service, EndpointReference simulator)
    {
        foreach (var provider in (string[])["VAPI", "CALLKARO", "SHUNYA", "CALLRAIL", "MESSAGES"])
        {
            service.WithEnvironment($"{provider}_BASE_URL", simulator);
        }

        foreach (var key in Keys)
        {
            service.WithEnvironment(key, "simulator");
        }

        return service
            .WithEnvironment("CALLRAIL_SIGNING_KEY", webhookSecret)
            .WithEnvironment("SHUNYA_WEBHOOK_SECRET", webhookSecret)
            .WithEnvironment("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
            .WithEnvironment("TWILIO_AUTH_TOKEN", webhookSecret)
            .WithEnvironment("TWILIO_FROM_NUMBER", "+15550100180")
            .WithEnvironment("DEMO_ASSISTANT_ID", "5d1d5a70-0000-4000-8000-00000000a551")
            .WithEnvironment("PHONE_NUMBER_ID", "5d1d5a70-0000-4000-8000-0000000f0e01")
            .WithEnvironment("Dialing__RequestTimeoutSeconds", "12")
            .WithEnvironment("Dialing__LookupIntervalSeconds", "2")
            .WithEnvironment("StaleCalls__SyncAfterSeconds", "5")
            .WithEnvironment("StaleCalls__PollIntervalSeconds", "1");
    }

    private void ForEach(Func<IResourceBuilder<ProjectResource>, IResourceBuilder<ProjectResource>> wire)
    {
        foreach (var service in services)
        {
            wire(service);
        }
    }
}
