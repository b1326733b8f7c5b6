using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Inbound;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallPlatform.Api.Endpoints;

/// <summary>The numbers that customers dial, and what is done with their calls.</summary>
internal static class TrackingNumbersEndpoints
{
    public static void MapTrackingNumbers(this IEndpointRouteBuilder routes)
    {
        var numbers = routes.MapGroup("/api/v1/tracking-numbers").WithTags("Tracking numbers").RequireAuthorization(Permissions.Read);

        numbers.MapGet("/", List);
        numbers.MapPost("/", Create).RequireAuthorization(Permissions.Manage);
        numbers.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.Manage);
        numbers.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.Manage);

        var settings = routes.MapGroup("/api/v1/inbound-settings").WithTags("Tracking numbers").RequireAuthorization(Permissions.Read);

        settings.MapGet("/", GetSettings);
        settings.MapPut("/", PutSettings).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Ok<Listing<TrackingNumberResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var numbers = await db.TrackingNumbers.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(1000).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<TrackingNumberResponse>([.. numbers.Select(ResponseOf)], numbers.Count));
    }

    private static async Task<Results<Created<Envelope<TrackingNumberResponse>>, ProblemHttpResult>> Create(
        TrackingNumberRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, WebhookInbox inbox, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var number = new TrackingNumber { Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Number = "", CreatedAt = now };
        db.TrackingNumbers.Add(number);
        if (await SaveAsync(number, request, db, now, ct) is { } problem)
        {
            return problem;
        }

        // Calls of this number may have come before it was known.
        await inbox.ReplayUnroutableAsync("callrail", ct);
        return TypedResults.Created($"/api/v1/tracking-numbers/{number.Id}", new Envelope<TrackingNumberResponse>(true, ResponseOf(number)));
    }

    private static async Task<Results<Ok<Envelope<TrackingNumberResponse>>, ProblemHttpResult>> Replace(
        Guid id, TrackingNumberRequest request, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.TrackingNumbers.AsTracking().FirstOrDefaultAsync(n => n.Id == id, ct) is not { } number)
        {
            return Problems.NotFound("tracking number");
        }

        return await SaveAsync(number, request, db, clock.GetUtcNow(), ct) is { } problem
            ? problem
            : TypedResults.Ok(new Envelope<TrackingNumberResponse>(true, ResponseOf(number)));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.TrackingNumbers.Where(n => n.Id == id).ExecuteDeleteAsync(ct) == 0
            ? Problems.NotFound("tracking number")
            : TypedResults.Ok(new SuccessResponse(true));

    private static async Task<Ok<Envelope<InboundSettingsDocument>>> GetSettings(CallPlatformDbContext db, CancellationToken ct) =>
        TypedResults.Ok(new Envelope<InboundSettingsDocument>(true, DocumentOf(await db.InboundSettings.FirstOrDefaultAsync(ct))));

    private static async Task<Results<Ok<Envelope<InboundSettingsDocument>>, ProblemHttpResult>> PutSettings(
        InboundSettingsDocument document, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (document.CallBackMissed && (string.IsNullOrWhiteSpace(document.CallBackAssistantId) || string.IsNullOrWhiteSpace(document.CallBackPhoneNumberId)))
        {
            return Problems.Invalid("call_back_assistant_id", "Say which assistant calls back, and from which number (call_back_phone_number_id).");
        }

        var settings = await db.InboundSettings.AsTracking().FirstOrDefaultAsync(ct);
        if (settings is null)
        {
            settings = new InboundSettings { OrganizationId = caller.OrganizationId() };
            db.InboundSettings.Add(settings);
        }

        settings.AnalyseOutbound = document.AnalyseOutbound;
        settings.CallBackMissed = document.CallBackMissed;
        settings.CallBackAssistantId = document.CallBackAssistantId;
        settings.CallBackPhoneNumberId = document.CallBackPhoneNumberId;
        settings.CallBackDelayMinutes = document.CallBackDelayMinutes;
        settings.AppointmentMinutes = document.AppointmentMinutes;
        settings.UpdatedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Envelope<InboundSettingsDocument>(true, DocumentOf(settings)));
    }

    private static async Task<ProblemHttpResult?> SaveAsync(
        TrackingNumber number, TrackingNumberRequest request, CallPlatformDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (PhoneNumberReader.Normalize(request.Number, "US") is not { } e164)
        {
            return Problems.Invalid("number", "This is no phone number. Write it with its country code, as in +14155550123.");
        }

        if (request.AssignedUserId is { } user && !await db.Users.AnyAsync(u => u.Id == user && u.IsActive, ct))
        {
            return Problems.Invalid("assigned_user_id", "There is no such user.");
        }

        number.Number = e164;
        number.Label = request.Label;
        number.AssignedUserId = request.AssignedUserId;
        number.UpdatedAt = now;
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Problems.Conflict("number_taken", "This number is a tracking number already.");
        }
    }

    private static TrackingNumberResponse ResponseOf(TrackingNumber number) =>
        new(number.Id, number.Number, number.Label, number.AssignedUserId, number.CreatedAt, number.UpdatedAt);

    private static InboundSettingsDocument DocumentOf(InboundSettings? settings) => settings is null
        ? new InboundSettingsDocument()
        : new InboundSettingsDocument(
            settings.AnalyseOutbound, settings.CallBackMissed, settings.CallBackAssistantId, settings.CallBackPhoneNumberId,
            settings.CallBackDelayMinutes, settings.AppointmentMinutes);
}
