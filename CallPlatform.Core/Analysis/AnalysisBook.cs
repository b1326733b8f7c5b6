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
    CallPlatformDbContext db, KnownFacts known, LeadDesk leads, AppointmentDesk appointments, TallyBook tallies, TimeProvider clock)
{
    /// <summary>Stores the document of a call whose <see cref="KnownFacts"/> were read. Null when a better one is there already.</summary>
    public async Task<AnalysisDocument?> StoreAsync(Call call, string source, Guid? taskId, string document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var earlier = known.AnalysisOf(call.Id);
        if (earlier is not null && !Replaces(earlier, source, taskId))
        {
            return null;
        }

        using var parsed = JsonDocument.Parse(document);
        var facts = AnalysisDocument.Read(parsed.RootElement, known.HouseOf(call.OrganizationId).Zone);
        var before = earlier?.Tally() ?? default;
        var wasUnbooked = earlier?.IsQualifiedUnbooked ?? false;
        var analysis = earlier ?? NewRow(call, source, document);
        if (earlier is null)
        {
            db.CallAnalyses.Add(analysis);
            known.Add(analysis);
        }

        Fill(analysis, source, taskId, document, facts);
        tallies.Of<CsrRollUp>().Add(call.OrganizationId, analysis.CountedOn, analysis.UserId, analysis.Tally() - before);
        var objections = ReplaceObjections(analysis, facts, known.ObjectionsOf(call.Id), wasUnbooked);
        known.Replace(call.Id, objections, await FollowAsync(call, facts, ct));
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

    private List<CallObjection> ReplaceObjections(CallAnalysis analysis, AnalysisDocument facts, List<CallObjection> before, bool wasUnbooked)
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
        var rows = new List<CallObjection>();
        foreach (var objection in facts.Objections)
        {
            Count(objection.Category, objection.Overcome, analysis.IsQualifiedUnbooked, 1);
            rows.Add(new CallObjection
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = analysis.OrganizationId,
                CallId = analysis.CallId,
                Number = rows.Count + 1,
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

        db.CallObjections.AddRange(rows);
        return rows;
    }

    // What follows from it: the analysis says what is booked and how the lead stands, nothing here concludes it.
    private async Task<List<FollowUp>> FollowAsync(Call call, AnalysisDocument facts, CancellationToken ct)
    {
        var booked = facts.BookingStatus == "booked";
        if (await LeadOfAsync(call, booked || facts.PendingActions.Count > 0, ct) is not { } lead)
        {
            return [];
        }

        if (StatusOf(facts) is { } status)
        {
            leads.Move(lead, status, "analysis", call.State.EndedAt ?? call.CreatedAt, call.Id);
        }

        var tasks = KeepPromises(call, lead, facts);
        if (booked)
        {
            await appointments.BookAsync(call, lead, facts, ct);
        }
        else
        {
            await appointments.WithdrawAsync(call, ct);
        }

        return tasks;
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

            // The next call of the batch may be the same person's.
            await db.SaveChangesAsync(ct);
            known.Add(lead);
            return lead;
        }

        return known.LeadOf(call.LeadId);
    }

    private List<FollowUp> KeepPromises(Call call, Lead lead, AnalysisDocument facts)
    {
        var tasks = known.TasksOf(call.Id).ToList();
        var wanted = facts.PendingActions.Select(a => (Key: KeyOf(a), Action: a)).DistinctBy(a => a.Key).ToDictionary(a => a.Key, a => a.Action);
        var now = clock.GetUtcNow();
        foreach (var gone in tasks.Where(t => t.Status == "open" && !wanted.ContainsKey(t.SourceKey ?? "")))
        {
            gone.Status = "dismissed";
            gone.Note = "A later analysis no longer finds it.";
            gone.UpdatedAt = now;
        }

        foreach (var (key, action) in wanted.Where(w => tasks.TrueForAll(t => t.SourceKey != w.Key)).ToList())
        {
            var task = new FollowUp
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
            };
            db.FollowUps.Add(task);
            tasks.Add(task);
        }

        return tasks;
    }

    private static string KeyOf(PendingAction action) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{action.Type}\n{action.Text}")))[..32];
}
