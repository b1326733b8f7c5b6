using System.Net.Http.Headers;
using CallPlatform.Web.Auth;
using Microsoft.AspNetCore.Diagnostics;

namespace CallPlatform.Web.Hosting;

/// <summary>The browser has a cookie and the Api wants a token, so what it plays or downloads passes through here, ranges included.</summary>
internal static class RecordingEndpoints
{
    private static readonly string[] Passed = ["Content-Range", "Accept-Ranges", "ETag", "Last-Modified", "Content-Disposition"];

    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/calls/{id:guid}/recording", id => $"api/v1/calls/{id}/recording");
        Map(routes, "/visits/{id:guid}/audio", id => $"api/v1/recordings/sessions/{id}/audio");
        Map(routes, "/appointments/{id:guid}.ics", id => $"api/v1/appointments/{id}.ics");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<Guid, string> addressOf) => routes.MapGet(
        path, (Guid id, HttpContext context, ApiConnection connection, IHttpMessageHandlerFactory handlers, SessionAccess session) =>
            PassAsync(addressOf(id), context, connection, handlers, session));

    private static async Task PassAsync(
        string address, HttpContext context, ApiConnection connection, IHttpMessageHandlerFactory handlers, SessionAccess session)
    {
        // A player needs the status, not a page about it.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;

        session.BelongTo(context.User);
        using var http = connection.Open(handlers, session);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (RangeHeaderValue.TryParse(context.Request.Headers.Range, out var range))
        {
            request.Headers.Range = range;
        }

        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            if (!answer.IsSuccessStatusCode)
            {
                return;
            }

            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString() ?? "audio/wav";
            context.Response.ContentLength = answer.Content.Headers.ContentLength;
            context.Response.Headers.CacheControl = "private, max-age=300";
            foreach (var name in Passed)
            {
                if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
                {
                    context.Response.Headers[name] = values.ToArray();
                }
            }

            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The listener went on to something else.
        }
    }
}
