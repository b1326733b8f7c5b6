using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>Error bodies as NestJS writes them: <c>{"message": …, "error": "Bad Request", "statusCode": 400}</c>.</summary>
internal static class VapiErrors
{
    public static IResult BadRequest(object message) => Error(400, message, "Bad Request");

    public static IResult OverLimit() => BadRequest("Over Concurrency Limit");

    public static IResult Unauthorized() =>
        Error(401, "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.", "Unauthorized");

    public static IResult NotFound() => Error(404, "Couldn't Find Call.", "Not Found");

    public static IResult RateLimited(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Error(429, "Rate limit exceeded", "Too Many Requests");
    }

    public static IResult Internal() => Error(500, "Internal server error", "Internal Server Error");

    private static IResult Error(int status, object message, string error) =>
        Json.CamelResult(new Dictionary<string, object> { ["message"] = message, ["error"] = error, ["statusCode"] = status }, status);
}
