using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>One-time links. Their tokens travel in bodies only, and no answer tells whether an address has an account elsewhere.</summary>
internal static class InvitationsEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization(Permissions.Manage);

        users.MapGet("/invitations", List);
        users.MapPost("/invitations", Invite);
        users.MapDelete("/invitations/{id:guid}", Withdraw);
        users.MapPost("/{id:guid}/password-link", CreatePasswordLink);

        var links = routes.MapGroup("/api/v1/invitations").WithTags("Users").AllowAnonymous();

        links.MapPost("/look-up", LookUp);
        links.MapPost("/accept", Accept).Produces<TokenResponse>(201);
    }

    private static async Task<Ok<Listing<InvitationResponse>>> List(CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = await db.Invitations.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now)
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(200).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<InvitationResponse>([.. open.Select(ResponseOf)], open.Count));
    }

    private static async Task<Results<Created<InvitationCreated>, ProblemHttpResult>> Invite(
        InvitationRequest request, ClaimsPrincipal caller, Invitations invitations, CallPlatformDbContext db, HttpContext http, CancellationToken ct)
    {
        if (request.Role == Roles.Owner && !caller.IsInRole(Roles.Owner))
        {
            return Problems.Of(403, "owners_only", "Only an owner invites owners.");
        }

        var wanted = LikePattern.Exactly(request.Username);
        if (await db.Users.AnyAsync(u => EF.Functions.ILike(u.Username, wanted), ct))
        {
            return Problems.Conflict("already_user", "Somebody with this user name is in your organisation already.");
        }

        return await CreatedAsync(
            invitations.CreateAsync(caller.OrganizationId(), caller.UserId(), request.Username, request.DisplayName?.Trim() ?? "", request.Role, null, ct), http);
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Withdraw(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Invitations.Where(i => i.Id == id && i.AcceptedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), ct) > 0
            ? TypedResults.Ok(new SuccessResponse(true))
            : Problems.NotFound("open invitation");
    }

    private static async Task<Results<Created<InvitationCreated>, ProblemHttpResult>> CreatePasswordLink(
        Guid id, ClaimsPrincipal caller, Invitations invitations, CallPlatformDbContext db, HttpContext http, CancellationToken ct)
    {
        if (await db.Users.FirstOrDefaultAsync(u => u.Id == id && u.IsActive, ct) is not { } user)
        {
            return Problems.NotFound("active user");
        }

        return user.Role == Roles.Owner && !caller.IsInRole(Roles.Owner)
            ? Problems.Of(403, "owners_only", "Only an owner gives an owner a new password.")
            : await CreatedAsync(invitations.CreateAsync(caller.OrganizationId(), caller.UserId(), user.Username, user.DisplayName, user.Role, user.Id, ct), http);
    }

    private static async Task<Results<Ok<InvitationOfferResponse>, ProblemHttpResult>> LookUp(InvitationLookup request, Invitations invitations, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await invitations.FindAsync(request.Token, ct) is { } offer
            ? TypedResults.Ok(new InvitationOfferResponse(
                offer.OrganizationName, offer.Username, offer.DisplayName, offer.Role, offer.IsForPassword, offer.ExpiresAt))
            : NotValid();
    }

    private static async Task<IResult> Accept(AcceptInvitationRequest request, Invitations invitations, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var acceptance = await invitations.AcceptAsync(request.Token, request.DisplayName ?? "", request.Password, http.Request.Headers.UserAgent, ct);
        return acceptance.Outcome switch
        {
            AcceptanceOutcome.Done => TypedResults.Json(new TokenResponse(acceptance.Session!.Access!, acceptance.Session.Refresh!), statusCode: 201),
            AcceptanceOutcome.WeakPassword => Problems.Invalid("password", Passwords.Rule),
            AcceptanceOutcome.NotPossible => Problems.Conflict("not_possible", "This user name cannot be used here. Ask for an invitation to another address."),
            _ => NotValid(),
        };
    }

    private static ProblemHttpResult NotValid() =>
        Problems.Of(404, "link_not_valid", "This link is not valid any more. Ask whoever sent it for a new one.");

    private static async Task<Created<InvitationCreated>> CreatedAsync(Task<(Invitation Invitation, string Token)> making, HttpContext http)
    {
        var (invitation, token) = await making;
        http.Response.Headers.CacheControl = "no-store";
        http.Note("role", invitation.Role);
        return TypedResults.Created($"/api/v1/users/invitations/{invitation.Id}", new InvitationCreated(ResponseOf(invitation), token));
    }

    private static InvitationResponse ResponseOf(Invitation i) =>
        new(i.Id, i.Username, i.DisplayName, i.Role, i.UserId is not null, i.CreatedAt, i.ExpiresAt);
}
