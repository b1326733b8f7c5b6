using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// What is known already of calls whose results come in: read once for a batch instead of once a call, under the calls' locks and those of
/// their leads. Holds for the transaction that read it.
/// </summary>
public sealed class KnownFacts(CallPlatformDbContext db)
{
    private readonly Dictionary<Guid, CallTranscript> transcripts = [];
    private readonly Dictionary<Guid, CallAnalysis> analyses = [];
    private readonly Dictionary<Guid, List<CallObjection>> objections = [];
    private readonly Dictionary<Guid, List<FollowUp>> tasks = [];
    private readonly Dictionary<Guid, Appointment> appointments = [];
    private readonly Dictionary<Guid, Lead> leads = [];
    private readonly Dictionary<Guid, (TimeZoneInfo Zone, int Minutes)> houses = [];

    /// <summary>Reads what there is of these locked calls.</summary>
    public async Task ReadAsync(IReadOnlyCollection<Call> calls, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(calls);
        if (calls.Count == 0)
        {
            return;
        }

        // Leads after calls, each in order of id, as everywhere else: two calls of one person may be analysed at once.
        var leadIds = calls.Select(c => c.LeadId).OfType<Guid>().Distinct().ToArray();
        if (leadIds.Length > 0)
        {
            await db.Database.SqlQuery<Guid>($"select id from leads where id = any({leadIds}) order by id for update").ToListAsync(ct);
            Keep(leads, await db.Leads.AsTracking().Where(l => leadIds.Contains(l.Id)).ToListAsync(ct), l => l.Id);
        }

        var ids = calls.Select(c => c.Id).ToArray();
        Keep(transcripts, await db.CallTranscripts.AsTracking().Where(t => ids.Contains(t.CallId)).ToListAsync(ct), t => t.CallId);
        Keep(analyses, await db.CallAnalyses.AsTracking().Where(a => ids.Contains(a.CallId)).ToListAsync(ct), a => a.CallId);
        Keep(appointments, await db.Appointments.AsTracking().Where(a => a.CallId != null && ids.Contains(a.CallId.Value)).ToListAsync(ct), a => a.CallId!.Value);
        Group(objections, ids, analyses.Count == 0 ? [] : await db.CallObjections.AsTracking().Where(o => ids.Contains(o.CallId)).ToListAsync(ct), o => o.CallId);
        Group(tasks, ids, await db.FollowUps.AsTracking().Where(t => t.CallId != null && ids.Contains(t.CallId.Value) && t.Source == "analysis").ToListAsync(ct), t => t.CallId!.Value);
        await ReadHousesAsync([.. calls.Select(c => c.OrganizationId).Distinct().Where(o => !houses.ContainsKey(o))], ct);
    }

    public CallTranscript? TranscriptOf(Guid call) => transcripts.GetValueOrDefault(call);

    public CallAnalysis? AnalysisOf(Guid call) => analyses.GetValueOrDefault(call);

    /// <summary>The call's objections as stored.</summary>
    public List<CallObjection> ObjectionsOf(Guid call) => objections.GetValueOrDefault(call) ?? [];

    /// <summary>The follow-ups that an analysis of the call made.</summary>
    public List<FollowUp> TasksOf(Guid call) => tasks.GetValueOrDefault(call) ?? [];

    public Appointment? AppointmentOf(Guid call) => appointments.GetValueOrDefault(call);

    public Lead? LeadOf(Guid? lead) => lead is { } id ? leads.GetValueOrDefault(id) : null;

    /// <summary>The organisation's clock, and how long its appointments take when nobody says.</summary>
    public (TimeZoneInfo Zone, int Minutes) HouseOf(Guid organization) => houses.GetValueOrDefault(organization, (TimeZoneInfo.Utc, 60));

    /// <summary>What this transaction adds is known to its next results.</summary>
    public void Add(CallTranscript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        transcripts[transcript.CallId] = transcript;
    }

    /// <inheritdoc cref="Add(CallTranscript)"/>
    public void Add(CallAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        analyses[analysis.CallId] = analysis;
    }

    /// <inheritdoc cref="Add(CallTranscript)"/>
    public void Add(Appointment appointment)
    {
        ArgumentNullException.ThrowIfNull(appointment);
        appointments[appointment.CallId!.Value] = appointment;
    }

    /// <inheritdoc cref="Add(CallTranscript)"/>
    public void Add(Lead lead)
    {
        ArgumentNullException.ThrowIfNull(lead);
        leads[lead.Id] = lead;
    }

    /// <summary>The call's objections and follow-ups are these now.</summary>
    public void Replace(Guid call, List<CallObjection> found, List<FollowUp> wanted) => (objections[call], tasks[call]) = (found, wanted);

    private async Task ReadHousesAsync(Guid[] organizations, CancellationToken ct)
    {
        if (organizations.Length == 0)
        {
            return;
        }

        var rows = await (
            from organization in db.Organizations
            where organizations.Contains(organization.Id)
            join settings in db.InboundSettings on organization.Id equals settings.OrganizationId into set
            from settings in set.DefaultIfEmpty()
            select new { organization.Id, organization.TimeZone, Minutes = (int?)settings.AppointmentMinutes }).ToListAsync(ct);
        foreach (var row in rows)
        {
            houses[row.Id] = (TimeZoneInfo.TryFindSystemTimeZoneById(row.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc, row.Minutes ?? 60);
        }
    }

    private static void Keep<T>(Dictionary<Guid, T> known, List<T> rows, Func<T, Guid> key) => rows.ForEach(r => known[key(r)] = r);

    private static void Group<T>(Dictionary<Guid, List<T>> known, Guid[] calls, List<T> rows, Func<T, Guid> key)
    {
        var found = rows.ToLookup(key);
        foreach (var call in calls)
        {
            known[call] = [.. found[call]];
        }
    }
}
