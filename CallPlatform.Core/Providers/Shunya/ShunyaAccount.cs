using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Shunya;

internal sealed class ShunyaAccount(IOptionsMonitor<ShunyaOptions> options, AccountTest test) : IProviderAccount
{
    public string Name => ShunyaClient.Provider;

    public string Title => "Shunya";

    public string Purpose => "Transcription and analysis of recordings.";

    public IReadOnlyList<string> Missing => AccountTest.Missing(("SHUNYA_API_KEY", options.CurrentValue.ApiKey));

    public string BaseUrl => options.CurrentValue.BaseUrl;

    public async Task TestAsync(CancellationToken ct)
    {
        // It has nothing to list. A transcript that there is not: 404 says that the key was let in.
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl.TrimEnd('/')}/api/v1/transcription/transcript/{Guid.NewGuid()}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.CurrentValue.ApiKey);
        request.Headers.TryAddWithoutValidation("X-Company-ID", Guid.Empty.ToString());
        request.Headers.TryAddWithoutValidation("X-Target-Role", "customer_rep");
        await test.AskAsync(this, request, notFoundIsFine: true, ct);
    }
}
