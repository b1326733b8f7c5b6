using CallPlatform.Simulator.Vapi;

namespace CallPlatform.Simulator.Sim;

internal static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder app) => app.MapGet("/recordings/{file}", Download);

    private static IResult Download(string file, HttpContext http, VapiDesk desk, Recordings recordings, Settings settings)
    {
        var query = http.Request.Query;
        return settings.Now.Vapi.PublicRecordings || recordings.Allows(file, query["X-Expires"], query["X-Nonce"], query["X-Signature"])
            ? VapiRecordingEndpoints.Serve(file, desk, recordings)
            : Results.Text("<Error><Code>AccessDenied</Code></Error>", "application/xml", statusCode: StatusCodes.Status403Forbidden);
    }
}
