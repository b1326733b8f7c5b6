using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>The calls under way and the figures above them.</summary>
    public Task<LiveBoard> GetLiveBoardAsync(CancellationToken ct = default) => GetAsync("api/v1/live/board", Json.LiveBoard, ct);

    /// <summary>
    /// Changes as they happen (<c>GET /api/v1/live</c>, server-sent events), until the Api or the caller ends it. The first item
    /// is null: connected. Nothing that happened before is told.
    /// </summary>
    public async IAsyncEnumerable<LiveEvent?> FollowAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/live");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiException(await ProblemOfAsync(response, ct));
        }

        yield return null;

        // event: call.changed
        // data: {"kind":"call.changed","call_id":"…","status":"ringing","campaign_id":null,"at":"…"}
        //
        // event: heartbeat
        // data: {"kind":"heartbeat","call_id":null, …}
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await ReadLineAsync(reader, ct) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && ReadEvent(line.AsSpan(5)) is { } change)
            {
                yield return change;
            }
        }
    }

    // A cable that was pulled sends nothing, not even an end. The Api's heartbeats come every 15 seconds.
    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(TimeSpan.FromSeconds(50));
        try
        {
            return await reader.ReadLineAsync(silence.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("The Api's live feed fell silent.");
        }
    }

    private static LiveEvent? ReadEvent(ReadOnlySpan<char> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, Json.LiveEvent);
        }
        catch (JsonException)
        {
            return null; // a kind this version does not know
        }
    }
}
