using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Api.Endpoints;

/// <summary>Which provider accounts the installation has, and whether they answer. Keys are never shown.</summary>
internal static class ProvidersEndpoints
{
    private const int TestsAMinute = 10;

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        var providers = routes.MapGroup("/api/v1/providers").WithTags("Providers").RequireAuthorization(Permissions.Manage);

        providers.MapGet("/", List);
        providers.MapPost("/{name}/test", Test);
    }

    private static Ok<Listing<ProviderAccountResponse>> List(IEnumerable<IProviderAccount> accounts)
    {
        var all = accounts.OrderBy(a => a.Title, StringComparer.Ordinal)
            .Select(a => new ProviderAccountResponse(a.Name, a.Title, a.Purpose, a.Missing.Count == 0, a.Missing, new Uri(a.BaseUrl).Authority)).ToList();
        return TypedResults.Ok(Listing.Of<ProviderAccountResponse>(all, all.Count));
    }

    private static async Task<Results<Ok<ProviderTestResponse>, ProblemHttpResult>> Test(
        string name, ClaimsPrincipal caller, IEnumerable<IProviderAccount> accounts, RateCounters counters, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (accounts.FirstOrDefault(a => a.Name == name) is not { } account)
        {
            return Problems.NotFound("provider");
        }

        var window = TimeSpan.FromMinutes(1);
        if (await counters.HitAsync($"provider-test:{caller.OrganizationId():N}", window, ct) > TestsAMinute)
        {
            http.Response.Headers.RetryAfter = "60";
            return Problems.Of(429, "too_many_requests", "That is enough testing for a minute. Try again later.");
        }

        http.Note("provider", account.Name);
        var started = clock.GetTimestamp();
        try
        {
            await account.TestAsync(ct);
            return TypedResults.Ok(new ProviderTestResponse(true, $"{account.Title} accepted the key.", null, (int)clock.GetElapsedTime(started).TotalMilliseconds));
        }
        catch (ProviderException error)
        {
            return TypedResults.Ok(new ProviderTestResponse(false, error.Message, error.Code, (int)clock.GetElapsedTime(started).TotalMilliseconds));
        }
    }
}
