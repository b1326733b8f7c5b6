using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Inbound;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>CallRail's REST API: one call, the list of calls, and where a recording lies. It dials nobody.</summary>
internal sealed class CallRailClient(
    HttpClient http, IOptionsMonitor<CallRailOptions> options, ProviderHealth health, OutboundUrlGuard guard, TimeProvider clock)
    : IVoiceProvider, IRecordingSource
{
    private const int PageSize = 250;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public string Name => CallRailCallReader.Provider;

    public bool CanLookUp => false;

    public bool HasKey => !string.IsNullOrEmpty(options.CurrentValue.ApiKey);

    public Task<ReportedSignal> PlaceAsync(OutboundCall call, CancellationToken ct) =>
        throw new ProviderException(Name, ProviderFailure.Rejected, "CallRail takes calls, it places none.") { Code = "config" };

    public async Task<ReportedSignal> GetAsync(string providerCallId, CancellationToken ct)
    {
        using var answer = await ReadAsync("get", $"calls/{Uri.EscapeDataString(providerCallId)}.json", ct);
        var report = CallRailCallReader.Read(answer.RootElement, "record", clock.GetUtcNow())
            ?? throw new ProviderException(Name, ProviderFailure.Unknown, "CallRail's record names no call.");
        return new ReportedSignal(Name, providerCallId, null, report.Signal);
    }

    public Task<ReportedSignal?> FindAttemptAsync(Guid attemptId, DateTimeOffset sentAt, CancellationToken ct) => Task.FromResult<ReportedSignal?>(null);

    public Task EndAsync(string providerCallId, string? controlUrl, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Every call that began since <paramref name="from"/>, page by page, newest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<InboundReport>> ListAsync(
        DateTimeOffset from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var since = Uri.EscapeDataString(from.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        var page = $"calls.json?relative_pagination=true&per_page={PageSize}&start_date={since}";
        for (var i = 0; i < 400; i++)
        {
            using var answer = await ReadAsync("list", page, ct);
            yield return
            [
                .. ProviderJson.Items(ProviderJson.Part(answer.RootElement, "calls"))
                    .Select(c => CallRailCallReader.Read(c, "record", clock.GetUtcNow())).OfType<InboundReport>(),
            ];

            // Only the query of the next page's address is taken: the key goes nowhere but to the configured host.
            if (ProviderJson.Flag(answer.RootElement, "has_next_page") != true
                || !Uri.TryCreate(ProviderJson.Text(answer.RootElement, "next_page"), UriKind.Absolute, out var next))
            {
                yield break;
            }

            page = "calls.json" + next.Query;
        }
    }

    /// <inheritdoc/>
    public async Task<string> ResolveAsync(string providerCallId, string recordingUrl, CancellationToken ct)
    {
        // The API's own address needs the key and answers with a short-lived one, which anybody may read.
        if (!recordingUrl.Contains("recording.json", StringComparison.Ordinal))
        {
            return recordingUrl;
        }

        using var answer = await ReadAsync("recording", $"calls/{Uri.EscapeDataString(providerCallId)}/recording.json", ct);
        return ProviderJson.Text(answer.RootElement, "url")
            ?? throw new ProviderException(Name, ProviderFailure.Retryable, "CallRail named no address of the recording.");
    }

    public async Task<HttpResponseMessage?> OpenRecordingAsync(string providerCallId, string? range, CancellationToken ct)
    {
        string address;
        try
        {
            address = await ResolveAsync(providerCallId, "recording.json", ct);
        }
        catch (ProviderException)
        {
            return null;
        }

        if (await guard.CheckAsync(address, ct) is not null)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        response.Dispose();
        return null;
    }

    private async Task<JsonDocument> ReadAsync(string operation, string path, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var request = Request(path);
            using var response = await health.SendAsync(Name, operation, token => http.SendAsync(request, token), timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response);
            }

            await using var stream = await response.Content.ReadAsStreamAsync(timeout.Token);
            return await JsonDocument.ParseAsync(stream, cancellationToken: timeout.Token);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ProviderException(Name, ProviderFailure.Unknown, $"CallRail could not be asked ({error.GetType().Name}).", error) { Code = "no_answer" };
        }
    }

    private HttpRequestMessage Request(string path)
    {
        var settings = options.CurrentValue;
        if (!HasKey)
        {
            throw new ProviderException(Name, ProviderFailure.NotAsked, "No CallRail key is set: set CALLRAIL_API_KEY.") { Code = "config" };
        }

        var request = new HttpRequestMessage(
            HttpMethod.Get, $"{settings.BaseUrl.TrimEnd('/')}/v3/a/{Uri.EscapeDataString(settings.AccountId)}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", $"token=\"{settings.ApiKey}\"");
        return request;
    }

    private ProviderException Refused(HttpResponseMessage response) => new(
        Name,
        response.StatusCode switch
        {
            HttpStatusCode.NotFound => ProviderFailure.NotFound,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ProviderFailure.Retryable,
            _ => ProviderFailure.Rejected,
        },
        response.StatusCode == HttpStatusCode.Unauthorized
            ? "CallRail refused the key. Check CALLRAIL_API_KEY."
            : $"CallRail answered {(int)response.StatusCode}.")
    {
        Status = response.StatusCode,
        Code = response.StatusCode == HttpStatusCode.Unauthorized ? "bad_key" : "callrail_api_error",
        RetryAfter = response.Headers.RetryAfter?.Delta,
    };
}
