using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Api.Endpoints;

/// <summary>What people do with their own account. Keys have none.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/api/v1/users/me").WithTags("Account").RequireAuthorization(Permissions.Account);

        me.MapPost("/password", ChangePassword);
        me.MapGet("/sessions", ListSessions);
        me.MapDelete("/sessions/{id:guid}", EndSession);
        me.MapDelete("/sessions", EndSessions);
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> ChangePassword(
        PasswordRequest request, ClaimsPrincipal caller, Passwords passwords, CancellationToken ct) =>
        await passwords.ChangeAsync(caller.UserId(), caller.SessionId(), request.CurrentPassword, request.NewPassword, ct) switch
        {
            PasswordOutcome.Done => TypedResults.Ok(new SuccessResponse(true)),
            PasswordOutcome.WrongCurrent => Problems.Invalid("current_password", "This is not your password."),
            PasswordOutcome.TooWeak => Problems.Invalid("new_password", Passwords.Rule + " It must differ from the old one."),
            _ => Problems.Of(429, "locked", "Too many wrong passwords. Try again in a few minutes."),
        };

    private static async Task<Ok<Listing<SessionInfo>>> ListSessions(ClaimsPrincipal caller, Sessions sessions, CancellationToken ct)
    {
        var open = await sessions.ListAsync(caller.UserId(), ct);
        return TypedResults.Ok(Listing.Of<SessionInfo>(
            [.. open.Select(s => new SessionInfo(s.Id, s.StartedAt, s.LastSeenAt, s.ExpiresAt, s.UserAgent, s.Id == caller.SessionId()))], open.Count));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> EndSession(Guid id, ClaimsPrincipal caller, Sessions sessions, CancellationToken ct) =>
        await sessions.EndAsync(caller.UserId(), id, ct) ? TypedResults.Ok(new SuccessResponse(true)) : Problems.NotFound("session");

    private static async Task<Ok<SuccessResponse>> EndSessions(ClaimsPrincipal caller, Sessions sessions, CancellationToken ct, bool keep_current = false)
    {
        await sessions.EndAllAsync(caller.UserId(), keep_current ? caller.SessionId() : null, ct);
        return TypedResults.Ok(new SuccessResponse(true));
    }
}
