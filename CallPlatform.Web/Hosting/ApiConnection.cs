using CallPlatform.Web.Auth;

namespace CallPlatform.Web.Hosting;

/// <summary>Where the Api is, and how a client of it is made for one session.</summary>
internal sealed record ApiConnection(Uri Address)
{
    public const string Name = ServiceDefaults.ServiceDefaultsExtensions.ApiClientName;

    /// <summary>A client with the session's token; the pooled handler below stays the factory's.</summary>
    public HttpClient Open(IHttpMessageHandlerFactory handlers, SessionAccess session) =>
        new(new BearerHandler(session, handlers.CreateHandler(Name)), disposeHandler: false) { BaseAddress = Address };

    /// <summary>A client without a token: to sign in and to refresh.</summary>
    public HttpClient OpenAnonymous(IHttpMessageHandlerFactory handlers) =>
        new(handlers.CreateHandler(Name), disposeHandler: false) { BaseAddress = Address };

    /// <summary>The same for somebody's request: the Api locks out and lists sessions by who really asked.</summary>
    public HttpClient OpenFor(HttpContext context, IHttpMessageHandlerFactory handlers)
    {
        var http = OpenAnonymous(handlers);
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", (string?)context.Request.Headers.UserAgent);
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        return http;
    }
}
