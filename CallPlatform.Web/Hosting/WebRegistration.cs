using CallPlatform.Contracts;
using CallPlatform.ServiceDefaults;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Pages.ServiceRecords;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Radzen;

namespace CallPlatform.Web.Hosting;

internal static class WebRegistration
{
    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder)
    {
        builder.AddPages();
        builder.AddSignIn();
        builder.AddApi();
        return builder;
    }

    private static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents()
            // What a prerendered page loaded is handed to the circuit in its first message; 32 KB is short for a page of calls.
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 512 * 1024);
        builder.Services.AddRadzenComponents();
        builder.Services.AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(Locales.Configure);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddScoped<CurrentUser>();
        builder.Services.AddScoped<OrganizationClock>();
        builder.Services.AddScoped<LiveFeed>();
        builder.Services.AddScoped<Shell>();
        builder.Services.AddScoped<CampaignStart>();
    }

    private static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.AddTrustedProxies();
        builder.AddTransportSecurity();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddSingleton<SessionTokens>();
        builder.Services.AddSingleton<SessionOpening>();
        builder.Services.AddSingleton<SessionProfiles>();
        builder.Services.AddScoped<SessionCookie>();
        builder.Services.AddSingleton<SessionHandover>();
        builder.Services.AddScoped<SessionAccess>();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "callplatform.session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromDays(7); // as long as a refresh token lives
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.EventsType = typeof(SessionCookie);
        });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        builder.Services.AddDataProtection().SetApplicationName("CallPlatform.Web");

        // It warns that keys leave it unencrypted: the Api seals them before it stores them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddOptions<KeyManagementOptions>().Configure<SharedKeys>((options, keys) => options.XmlRepository = keys);
        builder.Services.AddSingleton(services => new SharedKeys(
            services.GetRequiredService<ApiConnection>(), WebKey(builder.Configuration), services.GetRequiredService<TimeProvider>()));
    }

    private static string WebKey(IConfiguration configuration) => configuration["Auth:WebKey"] is { Length: >= 32 } key
        ? key
        : throw new InvalidOperationException("Auth__WebKey is not set, or shorter than 32 characters: give Web and Api the same random text (openssl rand -hex 32).");

    private static void AddApi(this WebApplicationBuilder builder)
    {
        var address = builder.Configuration["services:api:http:0"] ?? builder.Configuration["services:api:https:0"]
            ?? builder.Configuration["API_HTTP"]
            ?? throw new InvalidOperationException("Where is the Api? Set services__api__http__0 (or API_HTTP) to its address.");
        var baseAddress = new Uri(address.TrimEnd('/') + "/");

        builder.Services.AddHttpClient(ApiConnection.Name);
        builder.Services.AddSingleton(new ApiConnection(baseAddress));
        // The factory's own handlers live in a scope of the factory, where a circuit's session is unknown. So the pooled
        // connection comes from the factory, and the handler that knows the session is put on top of it, once per scope.
        builder.Services.AddScoped(services => new ApiClient(services.GetRequiredService<ApiConnection>().Open(
            services.GetRequiredService<IHttpMessageHandlerFactory>(), services.GetRequiredService<SessionAccess>())));
    }
}
