using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallPlatform.Api.Auth;
using CallPlatform.Api.Live;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks;
using CallPlatform.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;

namespace CallPlatform.Api;

internal static class ApiRegistration
{
    /// <summary>A JSON body is at most this large; webhooks and uploads set their own bound.</summary>
    private const int LargestBody = 1 << 20;

    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });
        builder.Services.AddValidation();
        builder.Services.AddProblems();
        builder.Services.AddOpenApi("v1");
        builder.Services.AddAuthentication(BearerHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, null);
        builder.Services.AddAuthorizationBuilder().AddPermissions();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WebhookInbox>());
        builder.Services.AddSingleton<LiveHub>();
        builder.AddTrustedProxies();
        builder.AddTransportSecurity();

        // Tokens travel in headers, never in cookies, so another site's page can do nothing that its user could not do by hand.
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? ["*"])
            .AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("X-Total-Count", "Link", "Retry-After", "Location")));
        builder.Services.AddTransient<Microsoft.AspNetCore.Cors.Infrastructure.ICorsPolicyProvider, LeadFormCors>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
    }
}
