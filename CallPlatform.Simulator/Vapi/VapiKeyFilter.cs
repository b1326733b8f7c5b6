using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

internal sealed class VapiKeyFilter(Settings settings) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var options = settings.Now.Vapi;
        if (options.RequireUserAgent && string.IsNullOrEmpty(request.Headers.UserAgent))
        {
            // Cloudflare stands before Vapi and turns nameless clients away; .NET's HttpClient is one by default.
            return Results.Text("error code: 1010", "text/plain", statusCode: StatusCodes.Status403Forbidden);
        }

        var header = request.Headers.Authorization.ToString();
        var key = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
        var right = string.IsNullOrEmpty(options.ApiKey) ? key.Length > 0 && !key.StartsWith("bad", StringComparison.OrdinalIgnoreCase) : key == options.ApiKey;
        return right ? await next(context) : VapiErrors.Unauthorized();
    }
}
