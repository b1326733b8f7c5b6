using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallRail;

internal sealed class CallRailAccount(IOptionsMonitor<CallRailOptions> options, AccountTest test) : IProviderAccount
{
    public string Name => CallRailCallReader.Provider;

    public string Title => "CallRail";

    public string Purpose => "Tracking numbers and inbound calls.";

    public IReadOnlyList<string> Missing => AccountTest.Missing(("CALLRAIL_API_KEY", options.CurrentValue.ApiKey));

    public string BaseUrl => options.CurrentValue.BaseUrl;

    public async Task TestAsync(CancellationToken ct)
    {
        var account = Uri.EscapeDataString(options.CurrentValue.AccountId);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl.TrimEnd('/')}/v3/a/{account}/calls.json?per_page=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", $"token=\"{options.CurrentValue.ApiKey}\"");
        await test.AskAsync(this, request, notFoundIsFine: false, ct);
    }
}
