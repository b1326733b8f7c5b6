using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

internal static class VapiRecordingEndpoints
{
    public static void MapVapiRecordings(this IEndpointRouteBuilder vapi)
    {
        foreach (var kind in (string[])["mono", "stereo", "customer", "assistant"])
        {
            vapi.MapGet($"/call/{{id}}/{kind}-recording", (string id, HttpContext http, VapiDesk desk, Recordings recordings, Settings settings) =>
                Redirect(id, kind, http, desk, recordings, settings));
        }
        // Nothing is filmed, and no packets are kept.
        foreach (var kind in (string[])["video-recording", "pcap"])
        {
            vapi.MapGet($"/call/{{id}}/{kind}", () => VapiErrors.NotFound());
        }
        vapi.MapGet("/call/{id}/call-logs", (string id, VapiDesk desk) => VapiEndpoints.Find(desk, id) is { } call
            ? Results.Text($"{{\"time\":\"{WireTime.Write(call.CreatedAt)}\",\"message\":\"Call created\"}}\n", "application/x-ndjson")
            : VapiErrors.NotFound());
    }

    private static IResult Redirect(string id, string kind, HttpContext http, VapiDesk desk, Recordings recordings, Settings settings) =>
        VapiEndpoints.Find(desk, id) is { HasSound: true } call
            ? Results.Redirect(VapiEndpoints.BaseUrl(http, settings)
                + recordings.Presign($"{call.Id}-{kind}.wav", DateTimeOffset.UtcNow.AddSeconds(settings.Now.Vapi.PresignedSeconds)))
            : VapiErrors.NotFound();
}
