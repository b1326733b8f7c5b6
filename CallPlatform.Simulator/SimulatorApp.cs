using CallPlatform.Simulator.CallKaro;
using CallPlatform.Simulator.CallRail;
using CallPlatform.Simulator.Messages;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Shunya;
using CallPlatform.Simulator.Sim;
using CallPlatform.Simulator.Vapi;
using Microsoft.Extensions.Options;

namespace CallPlatform.Simulator;

/// <summary>The whole program, so that tests can start it in their own process on a port of their own.</summary>
internal static class SimulatorApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.Services.AddOptions<SimulatorOptions>()
            .BindConfiguration(SimulatorOptions.Section)
            .PostConfigure<IConfiguration>(FillFromSeedsNames)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsCheck>();
        builder.Services.AddSingleton<Settings>();
        builder.Services.AddSingleton<Timeline>().AddHostedService(s => s.GetRequiredService<Timeline>());
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<CallLedger>();
        builder.Services.AddSingleton<DialGate>();
        builder.Services.AddSingleton<Recordings>();

        builder.Services.AddSingleton<VapiDesk>().AddSingleton<ISoundSource>(s => s.GetRequiredService<VapiDesk>());
        builder.Services.AddSingleton<VapiStory>();
        builder.Services.AddSingleton<VapiWebhooks>();
        builder.Services.AddSingleton<VapiWriter>();
        builder.Services.AddSingleton<VapiReport>();

        builder.Services.AddSingleton<KaroDesk>().AddSingleton<ISoundSource>(s => s.GetRequiredService<KaroDesk>());
        builder.Services.AddSingleton<KaroStory>();
        builder.Services.AddSingleton<KaroWebhooks>();

        builder.Services.AddSingleton<ShunyaDesk>();
        builder.Services.AddSingleton<ShunyaWebhooks>();

        builder.Services.AddSingleton<RailDesk>().AddSingleton<ISoundSource>(s => s.GetRequiredService<RailDesk>());
        builder.Services.AddSingleton<RailWebhooks>();

        builder.Services.AddSingleton<MessageDesk>();
        builder.Services.AddSingleton<MessageWebhooks>();

        var app = builder.Build();
        app.UseWebSockets();
        app.UseRouting();
        app.UseMiddleware<AnswerFaultsMiddleware>();
        app.MapSim();
        app.MapRecordings();
        app.MapVapi();
        app.MapCallKaro();
        app.MapShunya();
        app.MapCallRail();
        app.MapMessages();
        return app;
    }

    // The names the platform's own configuration uses, so that one environment serves both.
    private static void FillFromSeedsNames(SimulatorOptions options, IConfiguration configuration)
    {
        options.Vapi.ApiKey ??= configuration["VAPI_API_KEY"];
        options.Vapi.WebhookUrl ??= configuration["VAPI_WEBHOOK_URL"];
        options.Vapi.WebhookSecret ??= configuration["VAPI_WEBHOOK_SECRET"];
        options.CallKaro.ApiKey ??= configuration["CALLKARO_API_KEY"];
        options.Shunya.ApiKey ??= configuration["SHUNYA_API_KEY"];
        options.CallRail.ApiKey ??= configuration["CALLRAIL_API_KEY"];
    }
}
