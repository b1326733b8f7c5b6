using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CallPlatform.ServiceDefaults;

public static partial class ServiceDefaultsExtensions
{
    private static void AddTelemetry(IHostApplicationBuilder builder)
    {
        // Without scopes: a request's holds its path, and paths hold what PathRedaction takes out. Traces tie logs together.
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter("CallPlatform", "Npgsql").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource("CallPlatform", "Npgsql", builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/alive"))
                .AddHttpClientInstrumentation()
                .AddProcessor(new PathRedaction()));
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void AddDiscovery(IHostApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());

        // On the way to the Api alone: providers have circuits of their own in Core, and must never be asked twice.
        builder.Services.AddHttpClient(ApiClientName).AddStandardResilienceHandler(options =>
        {
#pragma warning disable EXTEXP0001 // Experimental, and the documented way to keep the handler from repeating what changes something.
            options.Retry.DisableForUnsafeHttpMethods();
#pragma warning restore EXTEXP0001

            // A person's call waits for the provider's answer, an upload for its end.
            options.AttemptTimeout.Timeout = TimeSpan.FromMinutes(2);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromMinutes(5);
            options.CircuitBreaker.SamplingDuration = TimeSpan.FromMinutes(5);
        });
    }
}
