namespace CallPlatform.Simulator.Sim;

/// <summary>Marks a provider's routes, so that its faults are found.</summary>
internal sealed record ProviderTag(string Provider);

/// <summary>Spoils answers as configured. Faults "after acting" let the phone ring first.</summary>
internal sealed class AnswerFaultsMiddleware(RequestDelegate next, Settings settings)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ProviderTag>() is not { } tag)
        {
            await next(http);
            return;
        }

        var all = settings.Faults(tag.Provider);
        var faults = HttpMethods.IsGet(http.Request.Method) ? all.Lookups : all.Answers;
        if (faults.DelayMs > 0)
        {
            await Task.Delay(faults.DelayMs);
        }
        if (Chance.Hits(faults.Status429))
        {
            http.Response.Headers.RetryAfter = "1";
            await WriteAsync(http, 429, "Rate limit exceeded", "Too Many Requests");
            return;
        }
        if (Chance.Hits(faults.Status500))
        {
            await WriteAsync(http, 500, "Internal server error", "Internal Server Error");
            return;
        }

        var drop = Chance.Hits(faults.DropAfterActing);
        var fail = Chance.Hits(faults.Status500AfterActing);
        var garbage = Chance.Hits(faults.Garbage);
        var truncate = Chance.Hits(faults.Truncate);
        var wrongType = Chance.Hits(faults.WrongContentType);
        if (!(drop || fail || garbage || truncate || wrongType))
        {
            await next(http);
            return;
        }
        await SpoilAsync(http, drop, fail, garbage, truncate, wrongType);
    }

    private async Task SpoilAsync(HttpContext http, bool drop, bool fail, bool garbage, bool truncate, bool wrongType)
    {
        var real = http.Response.Body;
        using var kept = new MemoryStream();
        http.Response.Body = kept;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = real;
        }

        if (drop)
        {
            http.Abort();
            return;
        }
        if (fail)
        {
            await WriteAsync(http, 500, "Internal server error", "Internal Server Error");
            return;
        }
        var bytes = garbage ? "<html><body>upstream connect error</body></html>"u8.ToArray() : kept.ToArray();
        if (truncate)
        {
            bytes = bytes[..(bytes.Length / 2)];
        }
        if (wrongType)
        {
            http.Response.ContentType = "text/html";
        }
        http.Response.ContentLength = null;
        await real.WriteAsync(bytes);
    }

    private static Task WriteAsync(HttpContext http, int status, string message, string error)
    {
        http.Response.StatusCode = status;
        http.Response.ContentLength = null;
        return http.Response.WriteAsJsonAsync(new { message, error, statusCode = status });
    }
}
