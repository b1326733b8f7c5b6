namespace CallPlatform.Api;

internal static class TrailingSlash
{
    /// <summary>Clients of the source systems end their paths with a slash; it never matters here.</summary>
    public static IApplicationBuilder UseTrailingSlash(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.Value is { Length: > 1 } path && path[^1] == '/')
        {
            context.Request.Path = path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
        }

        return next(context);
    });
}
