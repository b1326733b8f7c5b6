using Azure.Provisioning.AppContainers;

// The same services as the embedded launcher starts, as an Aspire model: on a developer's machine with containers and the
// dashboard, in Azure by "azd up". What differs between the two is decided here, never in a service.
var builder = DistributedApplication.CreateBuilder(args);
var running = builder.ExecutionContext.IsRunMode;

builder.AddAzureContainerAppEnvironment("env");

// Secrets. Generated where nobody needs to know them, and kept in the user's secrets or azd's environment.
var signingKey = builder.AddParameter("signing-key", Generated(64), secret: true, persist: true);
var webhookSecret = builder.AddParameter("vapi-webhook-secret", Generated(48), secret: true, persist: true);
var ownerPassword = builder.AddParameter("owner-password", Generated(20), secret: true, persist: true);
var databasePassword = builder.AddParameter("pg-password", Generated(32), secret: true, persist: true);
var databaseUser = builder.AddParameter("pg-user", "callplatform");

// One login for all services: the role that row-level security binds is granted to it by the migrations. Its password is read
// from Key Vault with each service's managed identity, as are Redis and Service Bus without any password.
var postgres = builder.AddAzurePostgresFlexibleServer("postgres")
    .WithPasswordAuthentication(databaseUser, databasePassword)
    .RunAsContainer(container => container.WithDataVolume("callplatform-postgres").WithLifetime(ContainerLifetime.Persistent));
var database = postgres.AddDatabase("callsdb", "callsdb");

var cache = builder.AddAzureManagedRedis("cache").RunAsContainer(container => container.WithDataVolume());

// Each Api instance makes its own subscription for live updates while it runs; the relays share this one.
var messaging = builder.AddAzureServiceBus("messaging")
    .RunAsEmulator(emulator => emulator.WithLifetime(ContainerLifetime.Persistent));
messaging.AddServiceBusTopic("call-events").AddServiceBusSubscription("call-events-relays", "relays");

var api = WithPlatform(Service<Projects.CallPlatform_Api>("api"))
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints() // the providers' webhooks come in here
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Api");

var workers = int.TryParse(builder.Configuration["Worker:Replicas"], out var asked) && asked > 0 ? asked : 1;
var worker = WithPlatform(Service<Projects.CallPlatform_Worker>("worker"))
    .WithArgs("run")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReplicas(workers)
    .WithReference(api);

var web = Service<Projects.CallPlatform_Web>("web")
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "CallPlatform")
    .WithReference(api)
    .WaitFor(api);

var webhookUrl = ReferenceExpression.Create($"{api.GetEndpoint("http")}/api/calls/webhook");
foreach (var service in (IResourceBuilder<ProjectResource>[])[api, worker])
{
    service.WithEnvironment("VAPI_WEBHOOK_URL", webhookUrl).WithEnvironment("VAPI_WEBHOOK_SECRET", webhookSecret);
}

var providers = ((string[])["vapi", "callkaro", "shunya", "callrail"]).Where(HasKey).ToList();
if (providers.Count == 0 && !running)
{
    providers.Add("vapi"); // nothing real can be deployed without a provider: azd asks for this key
}

if (providers.Count > 0)
{
    ConnectProviders();
}
else
{
    ConnectSimulator();
}

if (running)
{
    // Here a resource of its own, so that the dashboard shows how it went. Everybody else waits for it.
    var migrations = WithSeed(WithPlatform(Service<Projects.CallPlatform_Worker>("migrations"))).WithArgs("migrate");
    api.WaitForCompletion(migrations);
    worker.WaitForCompletion(migrations);
}
else
{
    // A container app that ends is started again for ever, so there the Worker migrates before its loops start, under the
    // migrations' own lock: several of them may do it at once.
    WithSeed(worker).WithEnvironment("Migrations__AtStart", "true");
}

api.PublishAsAzureContainerApp((_, app) =>
{
    app.Template.Scale.MinReplicas = 1; // a webhook must not wait for a cold start
    app.Template.Scale.MaxReplicas = 4;
});
worker.PublishAsAzureContainerApp((_, app) =>
{
    app.Template.Scale.MinReplicas = workers; // its loops are woken by the database, not by requests
    app.Template.Scale.MaxReplicas = workers;
});
web.PublishAsAzureContainerApp((_, app) =>
{
    app.Template.Scale.MinReplicas = 1;
    app.Template.Scale.MaxReplicas = 4;
    app.Configuration.Ingress.StickySessionsAffinity = StickySessionAffinity.Sticky; // a Blazor circuit lives in one instance
});

DistributedApplication? application = null;
if (running)
{
    AddCommand("sample-data", "Fill in sample data");
    AddCommand("remove-sample-data", "Remove the sample data");
    AddCommand("sync-stale-calls", "Sync stale calls");
}

application = builder.Build();
application.Run();

// Letters and digits only: fit for connection strings, and 64 of them are base64 of 48 bytes.
static GenerateParameterDefault Generated(int length) => new() { MinLength = length, Special = false };

// Endpoints and environment are said here, so that a launch profile for one service alone changes nothing.
IResourceBuilder<ProjectResource> Service<TProject>(string name) where TProject : IProjectMetadata, new()
{
    var service = builder.AddProject<TProject>(name, launchProfileName: null);
    return running ? service.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName) : service;
}

IResourceBuilder<ProjectResource> WithPlatform(IResourceBuilder<ProjectResource> service) => service
    .WithReference(database).WaitFor(database)
    .WithReference(cache).WaitFor(cache)
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Auth__SigningKey", signingKey);

IResourceBuilder<ProjectResource> WithSeed(IResourceBuilder<ProjectResource> service) => service
    .WithEnvironment("Seed__OwnerUsername", builder.Configuration["Seed:OwnerUsername"] ?? "owner@example.com")
    .WithEnvironment("Seed__OwnerPassword", ownerPassword)
    .WithEnvironment("Seed__OrganizationName", builder.Configuration["Seed:OrganizationName"] ?? "My organisation");

// As Aspire's parameter, or under the name that the provider's own documentation uses.
bool HasKey(string provider)
{
    var parameter = $"Parameters:{provider}-api-key";
    builder.Configuration[parameter] ??= builder.Configuration[Variable(provider, "API_KEY")];
    return !string.IsNullOrEmpty(builder.Configuration[parameter]);
}

static string Variable(string provider, string suffix) => $"{provider.ToUpperInvariant()}_{suffix}";

void ConnectProviders()
{
    foreach (var provider in providers)
    {
        var key = builder.AddParameter($"{provider}-api-key", secret: true);
        api.WithEnvironment(Variable(provider, "API_KEY"), key);
        worker.WithEnvironment(Variable(provider, "API_KEY"), key);
    }

    foreach (var name in (string[])["DEMO_ASSISTANT_ID", "PHONE_NUMBER_ID"])
    {
        if (builder.Configuration[name] is { Length: > 0 } value)
        {
            api.WithEnvironment(name, value);
            worker.WithEnvironment(name, value);
        }
    }
}

// Plays the providers, 90 times as fast as they are; so the waits that real calls need become short as well.
void ConnectSimulator()
{
    var simulator = Service<Projects.CallPlatform_Simulator>("simulator")
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithEnvironment("Simulator__Vapi__WebhookUrl", webhookUrl)
        .WithEnvironment("Simulator__Vapi__WebhookSecret", webhookSecret);

    foreach (var service in (IResourceBuilder<ProjectResource>[])[api, worker])
    {
        service.WithReference(simulator).WaitFor(simulator)
            .WithEnvironment("DEMO_ASSISTANT_ID", "5d1d5a70-0000-4000-8000-00000000a551")
            .WithEnvironment("PHONE_NUMBER_ID", "5d1d5a70-0000-4000-8000-0000000f0e01")
            .WithEnvironment("Dialing__LookupIntervalSeconds", "2")
            .WithEnvironment("StaleCalls__SyncAfterSeconds", "5")
            .WithEnvironment("StaleCalls__PollIntervalSeconds", "1");
        foreach (var provider in (string[])["vapi", "callkaro", "shunya", "callrail", "messages"])
        {
            service.WithEnvironment(Variable(provider, "BASE_URL"), simulator.GetEndpoint("http"));
        }

        foreach (var provider in (string[])["vapi", "callkaro", "shunya"])
        {
            service.WithEnvironment(Variable(provider, "API_KEY"), "simulator");
        }
    }
}

// A verb of the Worker that waits to be started, and a command on the Worker that starts it: its output has its own log.
void AddCommand(string verb, string title)
{
    WithPlatform(Service<Projects.CallPlatform_Worker>(verb)).WithArgs(verb).WithExplicitStart();
    worker.WithCommand(verb, title, context =>
        application!.ResourceCommands.ExecuteCommandAsync(verb, KnownResourceCommands.StartCommand, context.CancellationToken));
}
