using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallKaro;

internal sealed class CallKaroAccount(IOptionsMonitor<CallKaroOptions> options, AccountTest test) : IProviderAccount
{
    public string Name => CallKaroClient.ProviderName;

    public string Title => "CallKaro";

    public string Purpose => "Voice AI that calls new leads.";

    public IReadOnlyList<string> Missing => AccountTest.Missing(("CALLKARO_API_KEY", options.CurrentValue.ApiKey));

    public string BaseUrl => options.CurrentValue.BaseUrl;

    public async Task TestAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl.TrimEnd('/')}/agent");
        request.Headers.TryAddWithoutValidation("X-API-KEY", options.CurrentValue.ApiKey);
        await test.AskAsync(this, request, notFoundIsFine: false, ct);
    }
}
