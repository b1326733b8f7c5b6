using System.Globalization;
using Azure.Provisioning.AppContainers;
using CallPlatform.AppHost.Aspire;

// The same services as the embedded launcher starts, as an Aspire model: on a developer's machine with containers and the
// dashboard, in Azure by "azd up". What differs between the two is decided here, never in a service.
var builder = DistributedApplication.CreateBuilder(args);
var running = builder.ExecutionContext.IsRunMode;
var keepsData = builder.Configuration["Data:Keep"] is not "false"; // tests begin anew each time

builder.AddAzureContainerAppEnvironment("env");

// Secrets. Generated where nobody needs to know them, and kept in the user's secrets or azd's environment.
var signingKey = builder.AddParameter("signing-key", Generated(64), secret: true, persist: true);
var webKey = builder.AddParameter("web-key", Generated(48), secret: true, persist: true);
var webhookSecret = builder.AddParameter("webhook-secret", Generated(48), secret: true, persist: true);
var ownerPassword = builder.AddParameter("owner-password", Generated(20), secret: true, persist: true);
var databasePassword = builder.AddParameter("pg-password", Generated(32), secret: true, persist: true);
var databaseUser = builder.AddParameter("pg-user", "callplatform");

// One login for all services: the role that row-level security binds is granted to it by the migrations. Its password is read
// from Key Vault with each service's managed identity; Redis and Service Bus know managed identities alone and have no password.
var postgres = builder.AddAzurePostgresFlexibleServer("postgres")
    .WithPasswordAuthentication(databaseUser, databasePassword)
    .RunAsContainer(container =>
    {
        if (keepsData)
        {
            container.WithDataVolume("callplatform-postgres").WithLifetime(ContainerLifetime.Persistent);
        }
    });
var database = postgres.AddDatabase("callsdb", "callsdb");

var cache = builder.AddAzureManagedRedis("cache").RunAsContainer(container =>
{
    if (keepsData)
    {
        container.WithDataVolume();
    }
});

// Every process holds a subscription of its own while it runs; an upgrade runs the new ones beside the old ones. The Workers share one more.
const int mostApis = 4;
var workers = int.TryParse(builder.Configuration["Worker:Replicas"], out var asked) && asked > 0 ? asked : 1;
var liveSubscriptions = 2 * (mostApis + workers);
var messaging = builder.AddAzureServiceBus("messaging")
    .RunAsEmulator(emulator => emulator.WithLifetime(keepsData ? ContainerLifetime.Persistent : ContainerLifetime.Session));
var events = messaging.AddServiceBusTopic("call-events");
events.AddServiceBusSubscription("call-events-relays", "relays");
for (var number = 1; number <= liveSubscriptions; number++)
{
    events.AddServiceBusSubscription($"call-events-live-{number}", $"live-{number}");
}

var api = WithPlatform(Service<Projects.CallPlatform_Api>("api"))
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints() // the providers' webhooks come in here
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Api")
    .WithEnvironment("Auth__WebKey", webKey);

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
    .WithEnvironment("Auth__WebKey", webKey)
    .WithReference(api)
    .WaitFor(api);

var providers = new ProviderWiring(builder, [api, worker], api.GetEndpoint("http"), webhookSecret);
if (running && !providers.HasAnyKey)
{
    providers.ConnectSimulator(Service<Projects.CallPlatform_Simulator>("simulator"));
}
else
{
    providers.ConnectProviders();
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
    app.Template.Scale.MaxReplicas = mostApis;
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

// Letters and digits only: fit for connection strings and addresses, and 64 of them are base64 of 48 bytes.
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
    .WithEnvironment("EventBus__LiveSubscriptions", liveSubscriptions.ToString(CultureInfo.InvariantCulture))
    .WithEnvironment("Auth__SigningKey", signingKey);

IResourceBuilder<ProjectResource> WithSeed(IResourceBuilder<ProjectResource> service) => service
    .WithEnvironment("Seed__OwnerUsername", builder.Configuration["Seed:OwnerUsername"] ?? "owner@example.com")
    .WithEnvironment("Seed__OwnerPassword", ownerPassword)
    .WithEnvironment("Seed__OrganizationName", builder.Configuration["Seed:OrganizationName"] ?? "My organisation");

// A verb of the Worker that waits to be started, and a command on the Worker that starts it: its output has its own log.
void AddCommand(string verb, string title)
{
    WithPlatform(Service<Projects.CallPlatform_Worker>(verb)).WithArgs(verb).WithExplicitStart();
    worker.WithCommand(verb, title, context =>
        application!.ResourceCommands.ExecuteCommandAsync(verb, KnownResourceCommands.StartCommand, context.CancellationToken));
}
