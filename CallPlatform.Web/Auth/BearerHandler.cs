using System.Net;
using System.Net.Http.Headers;

namespace CallPlatform.Web.Auth;

/// <summary>Turns the session into the Api's bearer token: the only place that does.</summary>
internal sealed class BearerHandler(SessionAccess session, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await session.GetTokenAsync() is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            session.End();
        }

        return response;
    }
}
