using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.ServiceDefaults;

/// <summary>
/// Outside development browsers are told to come by https only, and whoever came by http is sent there once the port is known
/// (<c>ASPNETCORE_HTTPS_PORT</c>; 443 behind a proxy that ends TLS). Probes, and our own services behind that proxy, are answered as they come.
/// </summary>
public static class TransportSecurity
{
    public static IHostApplicationBuilder AddTransportSecurity(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HstsOptions>(hsts =>
        {
            hsts.MaxAge = TimeSpan.FromDays(365);
            hsts.IncludeSubDomains = true;
        });
        return builder;
    }

    /// <summary>After the forwarded headers: they say what the caller really used.</summary>
    public static WebApplication UseTransportSecurity(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Environment.IsDevelopment())
        {
            return app;
        }

        app.UseHsts();
        var endsTls = app.Configuration["HTTPS_PORTS"] is { Length: > 0 };
        if (endsTls || app.Configuration["HTTPS_PORT"] is { Length: > 0 })
        {
            // Where a proxy ends TLS, who comes without its word is a service of our own, from inside the network.
            app.UseWhen(
                http => http.Request.Path != "/health" && http.Request.Path != "/alive"
                    && (endsTls || http.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName)),
                branch => branch.UseHttpsRedirection());
        }

        return app;
    }
}
