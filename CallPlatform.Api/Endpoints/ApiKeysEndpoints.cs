using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Machines' keys. They belong to the organisation: they stay when whoever made them leaves, until an owner revokes them.</summary>
internal static class ApiKeysEndpoints
{
    private const int MostKeys = 200;

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/api-keys").WithTags("API keys").RequireAuthorization(Permissions.Own);

        keys.MapGet("/", List);
        keys.MapPost("/", Create);
        keys.MapDelete("/{id:guid}", Revoke);
    }

    private static async Task<Ok<Listing<ApiKeyResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var keys = await db.ApiKeys.OrderBy(k => k.RevokedAt != null).ThenByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id).Take(MostKeys).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<ApiKeyResponse>([.. keys.Select(ResponseOf)], await db.ApiKeys.LongCountAsync(ct)));
    }

    private static async Task<Results<Created<ApiKeyCreated>, ProblemHttpResult>> Create(
        ApiKeyRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Array.Find(request.Scopes, s => !ApiKeyScopes.All.Contains(s)) is { } unknown)
        {
            return Problems.Invalid("scopes", $"There is no scope '{unknown}'. They are {string.Join(", ", ApiKeyScopes.All)}.");
        }

        if (request.ExpiresAt <= now)
        {
            return Problems.Invalid("expires_at", "It must lie in the future.");
        }

        if (await db.ApiKeys.CountAsync(k => k.RevokedAt == null, ct) >= MostKeys)
        {
            return Problems.Conflict("too_many_keys", $"There are {MostKeys} keys already. Revoke those that nobody uses.");
        }

        var (key, shown) = ApiKeys.Make();
        var scopes = ApiKeyScopes.All.Where(s => s == ApiKeyScopes.Read || request.Scopes.Contains(s)).ToArray();
        var row = new ApiKey
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Name = request.Name.Trim(), Prefix = shown, KeyHash = ApiKeys.Hash(key),
            Role = ApiKeyScopes.RoleFor(scopes), Scopes = scopes, CreatedBy = caller.UserId(), CreatedAt = now, ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        db.ApiKeys.Add(row);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        http.Note("scopes", string.Join(' ', scopes));
        return TypedResults.Created($"/api/v1/api-keys/{row.Id}", new ApiKeyCreated(ResponseOf(row), key));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Revoke(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, k => k.RevokedAt ?? now), ct) > 0
            ? TypedResults.Ok(new SuccessResponse(true))
            : Problems.NotFound("API key");
    }

    private static ApiKeyResponse ResponseOf(ApiKey k) =>
        new(k.Id, k.Name, k.Prefix, k.Scopes, k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.LastUsedAt, k.RevokedAt);
}
