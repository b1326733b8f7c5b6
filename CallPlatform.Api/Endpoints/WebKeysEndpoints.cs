using CallPlatform.Contracts;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Endpoints;

/// <summary>
/// The keys of the staff UI's cookies, for Web processes: Web has no way to the database. Whoever does not show the key that Api and
/// Web share learns not even that there is a route.
/// </summary>
internal static class WebKeysEndpoints
{
    private const int LongestName = 100;
    private const int LongestKey = 16 * 1024;

    public static void MapWebKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/" + WebKey.Path).AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(OnlyWebAsync);
        keys.MapGet("/", List);
        keys.MapPost("/", Add);
    }

    private static async ValueTask<object?> OnlyWebAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var known = context.HttpContext.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value.WebKey;
        return WebhookTokens.Same(known, context.HttpContext.Request.Headers[WebKey.Header].ToString())
            ? await next(context)
            : Problems.Of(StatusCodes.Status404NotFound, "not_found", "There is nothing at this address.");
    }

    private static async Task<Ok<IReadOnlyList<string>>> List(WebKeys keys, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<string>>(await keys.ListAsync(ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> Add(WebKey key, WebKeys keys, CancellationToken ct)
    {
        if (key.Name.Length > LongestName || key.Xml.Length > LongestKey)
        {
            return Problems.Invalid("xml", $"A key has at most {LongestKey} characters, its name {LongestName}.");
        }

        await keys.AddAsync(key.Name, key.Xml, ct);
        return TypedResults.NoContent();
    }
}
