using System.Globalization;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using CallPlatform.Core.Visits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CallPlatform.Api.Endpoints;

/// <summary>Recordings of sales reps' visits.</summary>
internal static class SessionsEndpoints
{
    private const int MostListed = 200;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/api/v1/recordings/sessions").WithTags("Visits").RequireAuthorization(Permissions.Read);

        sessions.MapGet("/", List);
        sessions.MapPost("/start", Start).RequireAuthorization(Permissions.RecordVisits);
        sessions.MapPost("/{id:guid}/stop", Stop).RequireAuthorization(Permissions.RecordVisits);
        sessions.MapPost("/{id:guid}/audio", Upload).RequireAuthorization(Permissions.RecordVisits);
        sessions.MapGet("/{id:guid}", Get);
        sessions.MapGet("/{id:guid}/audio", GetAudio).AllowAnonymous();
    }

    /// <summary>A day's sessions and those that still run; a rep sees their own.</summary>
    private static async Task<Results<Ok<Listing<SessionResponse>>, ProblemHttpResult>> List(
        ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? date = null)
    {
        var zone = await DayRange.ZoneAsync(db, ct);
        var (range, problem) = await DayRange.ReadAsync(
            db, date ?? OrganizationClock.DayOf(clock.GetUtcNow(), zone.Id).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), date, ct);
        if (problem is not null)
        {
            return Problems.Invalid("date", "Write a date as in 2025-01-15.");
        }

        var me = caller.UserId();
        var all = !caller.IsInRole(Roles.SalesRep);
        var (from, to) = (range.From ?? default, range.To ?? DateTimeOffset.MaxValue);
        var rows = await db.RecordingSessions
            .Where(s => (all || s.RepId == me) && ((s.StartedAt >= from && s.StartedAt < to) || s.Status == "recording"))
            .OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).Take(MostListed).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<SessionResponse>(await SessionResponses.OfAsync(db, rows, ct), rows.Count));
    }

    private static async Task<Results<Created<Envelope<SessionResponse>>, Ok<Envelope<SessionResponse>>, ProblemHttpResult>> Start(
        StartSessionRequest request, ClaimsPrincipal caller, VisitDesk desk, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var asked = clock.GetUtcNow();
        var (session, refusal) = await desk.StartAsync(request.AppointmentId!.Value, caller.UserId(), ct);
        if (session is null)
        {
            return refusal == VisitRefusal.AnotherOpen
                ? Problems.Conflict("session_open", "You are recording another visit. Stop that session first.")
                : Problems.NotFound("appointment");
        }

        var answer = new Envelope<SessionResponse>(true, await SessionResponses.OfAsync(db, session, ct));
        return session.CreatedAt >= asked ? TypedResults.Created($"/api/v1/recordings/sessions/{session.Id}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<Envelope<SessionResponse>>, ProblemHttpResult>> Stop(
        Guid id, StopSessionRequest? request, ClaimsPrincipal caller, VisitDesk desk, OutboundUrlGuard guard, CallPlatformDbContext db, CancellationToken ct)
    {
        if (!await MayAsync(db, id, caller, ct))
        {
            return Problems.NotFound("session");
        }

        if (!string.IsNullOrWhiteSpace(request?.AudioUrl) && await guard.CheckAsync(request.AudioUrl, ct, weRead: false) is { } refusal)
        {
            return Problems.Invalid("audio_url", refusal);
        }

        var session = await desk.StopAsync(id, string.IsNullOrWhiteSpace(request?.AudioUrl) ? null : request.AudioUrl, null, ct);
        return session is null ? Problems.NotFound("session") : TypedResults.Ok(new Envelope<SessionResponse>(true, await SessionResponses.OfAsync(db, session, ct)));
    }

    /// <summary>Takes the audio as the body, or as the file of a form; either way it goes to disk as it comes.</summary>
    private static async Task<Results<Ok<Envelope<SessionResponse>>, ProblemHttpResult>> Upload(
        Guid id, HttpContext http, ClaimsPrincipal caller, VisitDesk desk, VisitAudio audio, IOptions<VisitOptions> options, CallPlatformDbContext db,
        CancellationToken ct)
    {
        if (!await MayAsync(db, id, caller, ct))
        {
            return Problems.NotFound("session");
        }

        var limit = http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature ? feature : null;
        if (http.Request.ContentLength > options.Value.MaxAudioBytes + (1 << 16))
        {
            // A client that is still sending reads the answer only if the server goes on listening for a while, which it does below its limit.
            limit?.MaxRequestBodySize = null;
            return Problems.Of(413, "too_large", $"The file is larger than {options.Value.MaxAudioBytes >> 20} MB.");
        }

        limit?.MaxRequestBodySize = options.Value.MaxAudioBytes + (1 << 16);
        if (await ContentAsync(http.Request, ct) is not { } content)
        {
            return Problems.Invalid("file", "Send the audio as the body, or as the file of a form.");
        }

        StoredAudio stored;
        try
        {
            stored = await audio.StoreAsync(id, content, ct);
        }
        catch (InvalidDataException error)
        {
            return Problems.Invalid("file", error.Message);
        }

        var session = await desk.StopAsync(id, null, stored, ct);
        if (session?.AudioFile != stored.File)
        {
            // It had audio already: the first stays.
            File.Delete(audio.PathOf(stored.File));
        }

        return session is null ? Problems.NotFound("session") : TypedResults.Ok(new Envelope<SessionResponse>(true, await SessionResponses.OfAsync(db, session, ct)));
    }

    private static async Task<Results<Ok<Envelope<SessionResponse>>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.RecordingSessions.FirstOrDefaultAsync(s => s.Id == id, ct) is { } session
            ? TypedResults.Ok(new Envelope<SessionResponse>(true, await SessionResponses.OfAsync(db, session, ct)))
            : Problems.NotFound("session");

    /// <summary>An upload, for staff who are signed in and for whoever has an address that was signed here.</summary>
    private static async Task<IResult> GetAudio(
        Guid id, ClaimsPrincipal caller, VisitAudio audio, CurrentOrganization organization, IServiceScopeFactory scopes, CancellationToken ct,
        long expires = 0, string? signature = null)
    {
        var isSigned = signature is not null && audio.IsSigned(id, expires, signature);
        if (!isSigned && caller.Identity?.IsAuthenticated != true)
        {
            return Problems.Of(401, "unauthorized", "Sign in first, or use an address that is still good.");
        }

        await using var scope = scopes.CreateAsyncScope();
        if (isSigned)
        {
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        }
        else
        {
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization.Id);
        }

        var session = await scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>().RecordingSessions
            .Where(s => s.Id == id).Select(s => new { s.AudioFile, s.AudioType }).FirstOrDefaultAsync(ct);
        return session?.AudioFile is { } file && File.Exists(audio.PathOf(file))
            ? Results.File(audio.PathOf(file), session.AudioType ?? "application/octet-stream", enableRangeProcessing: true)
            : Problems.NotFound("recording");
    }

    private static async Task<Stream?> ContentAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return request.Body;
        }

        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
            {
                return section.Body;
            }
        }

        return null;
    }

    // A rep's own session; managers may end any.
    private static Task<bool> MayAsync(CallPlatformDbContext db, Guid id, ClaimsPrincipal caller, CancellationToken ct)
    {
        var me = caller.UserId();
        var any = !caller.IsInRole(Roles.SalesRep);
        return db.RecordingSessions.AnyAsync(s => s.Id == id && (any || s.RepId == me), ct);
    }
}
