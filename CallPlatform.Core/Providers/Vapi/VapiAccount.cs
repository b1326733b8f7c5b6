using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Vapi;

internal sealed class VapiAccount(IOptionsMonitor<VapiOptions> options, AccountTest test) : IProviderAccount
{
    public string Name => VapiCallReader.Provider;

    public string Title => "Vapi";

    public string Purpose => "Voice AI that places calls and demo calls.";

    public IReadOnlyList<string> Missing => AccountTest.Missing(("VAPI_API_KEY", options.CurrentValue.ApiKey));

    public string BaseUrl => options.CurrentValue.BaseUrl;

    public async Task TestAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl.TrimEnd('/')}/call?limit=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.CurrentValue.ApiKey);
        await test.AskAsync(this, request, notFoundIsFine: false, ct);
    }
}
