using CallPlatform.Simulator.Scenarios;

namespace CallPlatform.Simulator.Sim;

internal sealed record Recorded(string Number, Conversation Talk);

/// <summary>A provider that has recorded something. Files are named <c>{call}-{kind}.wav</c>.</summary>
internal interface ISoundSource
{
    /// <summary>What is behind the file, or null when it is another's or was never recorded.</summary>
    Recorded? Find(string callId);

    /// <summary>Whether the plain address is enough.</summary>
    bool IsPublic { get; }
}

internal static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder app) => app.MapGet("/recordings/{file}", Download);

    private static IResult Download(string file, HttpContext http, IEnumerable<ISoundSource> sources, Recordings recordings)
    {
        var dash = file.LastIndexOf('-');
        if (dash <= 0 || !file.EndsWith(".wav", StringComparison.Ordinal))
        {
            return Results.NotFound();
        }
        foreach (var source in sources)
        {
            if (source.Find(file[..dash]) is not { } found)
            {
                continue;
            }
            var query = http.Request.Query;
            return source.IsPublic || recordings.Allows(file, query["X-Expires"], query["X-Nonce"], query["X-Signature"])
                ? Results.File(recordings.Wav(found.Talk, file[(dash + 1)..^4]), "audio/wav", enableRangeProcessing: true)
                : Results.Text("<Error><Code>AccessDenied</Code></Error>", "application/xml", statusCode: StatusCodes.Status403Forbidden);
        }
        return Results.NotFound();
    }
}
