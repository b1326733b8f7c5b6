using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// Takes the analysis of a call in, in the transaction that has the call locked: the row, its objections, the figures, the lead's
/// status, the follow-ups and the appointment. Repeated and late analyses end in the same state: a later task's document replaces an
/// earlier one's, an analysis provider's outranks the voice provider's own.
/// </summary>
public sealed class AnalysisBook(
    CallPlatformDbContext db, LeadDesk leads, AppointmentDesk appointments, TallyBook tallies, TimeProvider clock)
{
    /// <summary>Stores the document of <paramref name="call"/>. Null when a better one is there already.</summary>
    public async Task<AnalysisDocument?> StoreAsync(Call call, string source, Guid? taskId, string document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var known = await db.CallAnalyses.AsTracking().FirstOrDefaultAsync(a => a.CallId == call.Id, ct);
        if (known is not null && !Replaces(known, source, taskId))
        {
            return null;
        }

        var zoneName = await db.Organizations.Where(o => o.Id == call.OrganizationId).Select(o => o.TimeZone).FirstAsync(ct);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var found) ? found : TimeZoneInfo.Utc;
        using var parsed = JsonDocument.Parse(document);
        var facts = AnalysisDocument.Read(parsed.RootElement, zone);
        var before = known?.Tally() ?? default;
        var objectionsBefore = known is null ? [] : await db.CallObjections.AsTracking().Where(o => o.CallId == call.Id).ToListAsync(ct);
        var wasUnbooked = known?.IsQualifiedUnbooked ?? false;
        var analysis = known ?? NewRow(call, source, document);
        if (known is null)
        {
            db.CallAnalyses.Add(analysis);
        }

        Fill(analysis, source, taskId, document, facts);
        tallies.Of<CsrRollUp>().Add(call.OrganizationId, analysis.CountedOn, analysis.UserId, analysis.Tally() - before);
        ReplaceObjections(analysis, facts, objectionsBefore, wasUnbooked);
        await FollowAsync(call, facts, ct);
        return facts;
    }

    // Providers' own analyses have no task; tasks' ids are in order of their making.
    private static bool Replaces(CallAnalysis known, string source, Guid? taskId) =>
        taskId is { } id
            ? known.TaskId is not { } other || id.CompareTo(other) >= 0
            : known.TaskId is null && known.Source == source;

    private CallAnalysis NewRow(Call call, string source, string document) => new()
    {
        CallId = call.Id,
        OrganizationId = call.OrganizationId,
        Source = source,
        Document = document,
        UserId = call.HandledBy ?? call.CreatedBy,
        CountedOn = call.CountedOn,
        InCsrFigures = call is { Direction: "inbound", IsDemo: false },
        CreatedAt = clock.GetUtcNow(),
    };

    private void Fill(CallAnalysis row, string source, Guid? taskId, string document, AnalysisDocument facts)
    {
        row.Source = source;
        row.TaskId = taskId;
        row.Document = document;
        row.Summary = facts.Summary;
        row.SentimentScore = facts.SentimentScore;
        row.ConfidenceScore = facts.ConfidenceScore;
        row.QualificationStatus = facts.QualificationStatus;
        row.BookingStatus = facts.BookingStatus;
        row.CallOutcomeCategory = facts.CallOutcomeCategory;
        row.OverallScore = facts.OverallScore;
        row.AppointmentConfirmed = facts.AppointmentConfirmed;
        row.AppointmentDate = facts.AppointmentDate;
        row.AppointmentType = facts.AppointmentType;
        row.ServiceRequested = facts.ServiceRequested;
        row.ServiceNotOfferedReason = facts.ServiceNotOfferedReason;
        row.FollowUpRequired = facts.FollowUpRequired;
        row.FollowUpReason = facts.FollowUpReason;
        row.ComplianceScore = facts.ComplianceScore;
        row.ObjectionCount = facts.Objections.Count;
        row.UnknownValues = facts.UnknownValues;
        row.AnalysedAt = row.UpdatedAt = clock.GetUtcNow();
    }

    private void ReplaceObjections(CallAnalysis analysis, AnalysisDocument facts, List<CallObjection> before, bool wasUnbooked)
    {
        var roll = tallies.Of<ObjectionRollUp>();
        void Count(string category, bool? overcome, bool unbooked, int sign)
        {
            if (analysis.InCsrFigures)
            {
                roll.Add(analysis.OrganizationId, analysis.CountedOn, analysis.UserId, category, sign, overcome == true ? sign : 0, unbooked ? sign : 0);
            }
        }

        foreach (var old in before)
        {
            Count(old.Category, old.Overcome, wasUnbooked, -1);
        }

        db.CallObjections.RemoveRange(before);
        var number = 0;
        foreach (var objection in facts.Objections)
        {
            Count(objection.Category, objection.Overcome, analysis.IsQualifiedUnbooked, 1);
            db.CallObjections.Add(new CallObjection
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = analysis.OrganizationId,
                CallId = analysis.CallId,
                Number = ++number,
                CategoryId = objection.CategoryId,
                Category = objection.Category,
                Objection = objection.Text,
                Overcome = objection.Overcome,
                Speaker = objection.Speaker,
                AtSeconds = objection.AtSeconds,
                Severity = objection.Severity,
                Confidence = objection.Confidence,
                Suggestions = objection.Suggestions,
                CreatedAt = clock.GetUtcNow(),
            });
        }
    }

    // What follows from it: the analysis says what is booked and how the lead stands, nothing here concludes it.
    private async Task FollowAsync(Call call, AnalysisDocument facts, CancellationToken ct)
    {
        var booked = facts.BookingStatus == "booked";
        if (await LeadOfAsync(call, booked || facts.PendingActions.Count > 0, ct) is not { } lead)
        {
            return;
        }

        if (StatusOf(facts) is { } status)
        {
            leads.Move(lead, status, "analysis", call.State.EndedAt ?? call.CreatedAt, call.Id);
        }

        await FollowUpAsync(call, lead, facts, ct);
        if (booked)
        {
            await appointments.BookAsync(call, lead, facts, ct);
        }
        else
        {
            await appointments.WithdrawAsync(call, ct);
        }
    }

    private static string? StatusOf(AnalysisDocument facts) => facts switch
    {
        { CallOutcomeCategory: "qualified_and_booked" } or { BookingStatus: "booked" } => LeadStatuses.QualifiedBooked,
        { CallOutcomeCategory: "qualified_service_not_offered" } or { BookingStatus: "service_not_offered" } => LeadStatuses.QualifiedServiceNotOffered,
        { QualificationStatus: "hot" } => LeadStatuses.Hot,
        { QualificationStatus: "warm" } => LeadStatuses.Warm,
        { CallOutcomeCategory: "qualified_but_unbooked" } => LeadStatuses.QualifiedUnbooked,
        _ => null,
    };

    private async Task<Lead?> LeadOfAsync(Call call, bool wanted, CancellationToken ct)
    {
        if (call.LeadId is null && wanted && PhoneNumberReader.Normalize(call.ToNumber) is { } phone)
        {
            var name = call.ContactId is { } contact ? await db.Contacts.Where(c => c.Id == contact).Select(c => c.Name).FirstOrDefaultAsync(ct) : null;
            var people = await leads.FindOrMakeAsync(
                [new Enquirer(call.OrganizationId, phone, name, null, call.Provider, "{}", call.CreatedBy, call.CreatedAt)], ct);
            var lead = people[(call.OrganizationId, phone)].Lead;
            call.LeadId = lead.Id;
            return lead;
        }

        // Under a lock of its own: two calls of one person may be analysed at once.
        return call.LeadId is { } id
            && (await db.Database.SqlQuery<Guid>($"select id from leads where id = {id} for update").ToListAsync(ct)).Count > 0
                ? await db.Leads.AsTracking().FirstAsync(l => l.Id == id, ct)
                : null;
    }

    private async Task FollowUpAsync(Call call, Lead lead, AnalysisDocument facts, CancellationToken ct)
    {
        var known = await db.FollowUps.AsTracking().Where(t => t.CallId == call.Id && t.Source == "analysis").ToListAsync(ct);
        var wanted = facts.PendingActions.Select(a => (Key: KeyOf(a), Action: a)).DistinctBy(a => a.Key).ToDictionary(a => a.Key, a => a.Action);
        var now = clock.GetUtcNow();
        foreach (var gone in known.Where(t => t.Status == "open" && !wanted.ContainsKey(t.SourceKey ?? "")))
        {
            gone.Status = "dismissed";
            gone.Note = "A later analysis no longer finds it.";
            gone.UpdatedAt = now;
        }

        foreach (var (key, action) in wanted.Where(w => known.TrueForAll(t => t.SourceKey != w.Key)))
        {
            db.FollowUps.Add(new FollowUp
            {
                Id = Guid.CreateVersion7(now),
                OrganizationId = call.OrganizationId,
                LeadId = lead.Id,
                ContactId = lead.ContactId,
                CallId = call.Id,
                Kind = action.Type,
                Title = action.Text,
                ContactMethod = action.ContactMethod,
                DueAt = action.DueAt,
                Source = "analysis",
                SourceKey = key,
                AssignedUserId = call.HandledBy ?? lead.AssignedUserId,
                Confidence = action.Confidence,
                CreatedAt = now,
                UpdatedAt = now,
            });
        }
    }

    private static string KeyOf(PendingAction action) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{action.Type}\n{action.Text}")))[..32];
}
