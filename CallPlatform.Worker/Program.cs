using CallPlatform.Core;
using CallPlatform.ServiceDefaults;
using CallPlatform.Worker;
using CallPlatform.Worker.Loops;

var verb = args is [var first, ..] && !first.StartsWith('-') ? first : "run";
var builder = WebApplication.CreateBuilder(args is [_, .. var rest] && verb == args[0] ? rest : args);

switch (verb)
{
    case "migrate":
        return await MigrateVerb.RunAsync(builder.Configuration, CancellationToken.None);
    case "sync-stale-calls":
        builder.AddCore();
        return await SyncStaleCallsVerb.RunAsync(builder.Build().Services, CancellationToken.None);
    case "sample-data" or "remove-sample-data":
        builder.AddCore();
        return await SampleDataVerb.RunAsync(builder.Build().Services, remove: verb == "remove-sample-data", CancellationToken.None);
    case "run":
        break;
    default:
        await Console.Error.WriteLineAsync($"There is no '{verb}' here. The Worker knows: run, migrate, sync-stale-calls, sample-data, remove-sample-data.");
        return 2;
}

// Where nothing can run a verb before the services (a container app that ends is started again for ever), the Worker migrates first.
// The migrations' own lock lets several of them try at once.
if (builder.Configuration.GetValue<bool>("Migrations:AtStart") && await MigrateVerb.RunAsync(builder.Configuration, CancellationToken.None) is not 0 and var failed)
{
    return failed;
}

builder.AddServiceDefaults();
builder.AddCore();
builder.Services.AddLoops();

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
return 0;

/// <summary>The entry point, public so that tests can name it.</summary>
public partial class Program;
