using System.Net;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Security;

/// <summary>Both services that people reach, as they are deployed: behind a proxy that ends TLS, outside development.</summary>
public class TransportTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outside_development_browsers_are_kept_on_https_and_answers_carry_the_headers()
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_HTTPS_PORT"] = "443",
            ["ConnectionStrings__callsdb"] = await databases.CreateAsync(Ct),
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[48]),
            ["Auth__WebKey"] = new string('k', 32),
        };
        await using var api = ServiceProcess.Start("CallPlatform.Api", ServiceProcess.FreePort(), settings);
        settings["services__api__http__0"] = api.Url;
        await using var web = ServiceProcess.Start("CallPlatform.Web", ServiceProcess.FreePort(), settings);
        await Task.WhenAll(api.HealthyAsync(), web.HealthyAsync());

        foreach (var (service, path) in new[] { (api, "/api/calls"), (web, "/sign-in") })
        {
            using var plain = await SendAsync(service, path, "http");
            Assert.Equal(HttpStatusCode.TemporaryRedirect, plain.StatusCode);
            Assert.Equal($"https://calls.example{path}", plain.Headers.Location?.ToString());

            using var secure = await SendAsync(service, path, "https");
            Assert.NotEqual(HttpStatusCode.TemporaryRedirect, secure.StatusCode);
            Assert.Equal("max-age=31536000; includeSubDomains", secure.Headers.GetValues("Strict-Transport-Security").Single());
            Assert.Equal("nosniff", secure.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", secure.Headers.GetValues("X-Frame-Options").Single());
            Assert.Contains("frame-ancestors 'none'", secure.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(secure.Headers.Contains("Server"), "the server names itself");
        }

        using var data = await SendAsync(api, "/api/calls", "https");
        Assert.Equal("no-store", data.Headers.CacheControl?.ToString());
    }

    private static async Task<HttpResponseMessage> SendAsync(ServiceProcess service, string path, string scheme)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, service.Url + path);
        request.Headers.Host = "calls.example";
        request.Headers.Add("X-Forwarded-Proto", scheme);
        return await http.SendAsync(request, Ct);
    }
}
