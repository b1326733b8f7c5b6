using CallPlatform.Web.Auth;

namespace CallPlatform.Web.Hosting;

/// <summary>The browser has a cookie and the Api wants a token, so files pass through here as they come.</summary>
internal static class DownloadEndpoints
{
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/exports/{id:guid}/download", (Guid id, HttpContext context, ApiConnection connection, IHttpMessageHandlerFactory handlers, SessionAccess session) =>
            PassAsync($"api/v1/exports/{id}/download", context, connection, handlers, session));
        routes.MapGet("/suppressions/export", (HttpContext context, ApiConnection connection, IHttpMessageHandlerFactory handlers, SessionAccess session) =>
            PassAsync("api/v1/suppressions/export", context, connection, handlers, session));
    }

    private static async Task PassAsync(
        string path, HttpContext context, ApiConnection connection, IHttpMessageHandlerFactory handlers, SessionAccess session)
    {
        session.BelongTo(context.User);
        using var http = connection.Open(handlers, session);
        try
        {
            using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            if (!answer.IsSuccessStatusCode)
            {
                return; // the pages for 403 and 404 say the rest
            }

            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString() ?? "text/csv; charset=utf-8";
            context.Response.ContentLength = answer.Content.Headers.ContentLength;
            context.Response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
            context.Response.Headers.CacheControl = "no-store";
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked went on to something else.
        }
    }
}
