using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Inbound;

/// <summary>
/// Brings calls that came in to their organisation: by the tracking number to its company, by the caller's number to the contact
/// card and the open enquiry, by the provider's id to the call, which is made when this is the first word of it. Then
/// <see cref="SignalIntake"/> decides as for any call. Works in a <see cref="CallTransaction"/>, on a batch at once.
/// </summary>
public sealed class InboundIntake(
    CallPlatformDbContext db, CallTransaction transaction, SignalIntake intake, LeadDesk leads, TallyBook tallies, TimeProvider clock)
{
    /// <summary>What stands for the number of a caller who hides it.</summary>
    public const string Anonymous = "anonymous";

    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(10);

    /// <summary>Applies the reports, in order, and says where each one went.</summary>
    public async Task<IReadOnlyList<InboundResult>> ApplyAsync(IReadOnlyList<InboundReport> reports, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reports);

        // Two events of one call may be worked on by two processes: the first makes the call, the other waits and finds it.
        await leads.LockAsync(reports.Select(r => $"call:{r.Provider}:{r.ProviderCallId}"), ct);
        var known = await KnownAsync(reports, ct);
        var lines = await LinesAsync(reports, ct);
        var results = new InboundResult[reports.Count];
        var strangers = new List<(InboundReport Report, Line Line)>();
        for (var i = 0; i < reports.Count; i++)
        {
            var report = reports[i];
            if (known.TryGetValue((report.Provider, report.ProviderCallId), out var organization))
            {
                results[i] = new InboundResult(organization);
            }
            else if (LineOf(report, lines) is { } line)
            {
                results[i] = new InboundResult(line.OrganizationId);
                strangers.Add((report, line));
            }
            else
            {
                results[i] = new InboundResult(null, report.TrackingNumber is null
                    ? "It names no tracking number."
                    : "No organisation has this tracking number. Add it, then replay this delivery.");
            }
        }

        await MakeAsync(strangers, ct);
        await TellAsync([.. reports.Where((_, i) => results[i].OrganizationId is not null)], ct);
        return results;
    }

    private async Task<Dictionary<(string, string), Guid>> KnownAsync(IReadOnlyList<InboundReport> reports, CancellationToken ct)
    {
        var providers = reports.Select(r => r.Provider).Distinct().ToArray();
        var ids = reports.Select(r => r.ProviderCallId).Distinct().ToArray();
        return await db.Calls.Where(c => providers.Contains(c.Provider) && c.State.ProviderCallId != null && ids.Contains(c.State.ProviderCallId))
            .Select(c => new { c.Provider, c.State.ProviderCallId, c.OrganizationId })
            .ToDictionaryAsync(c => (c.Provider, c.ProviderCallId!), c => c.OrganizationId, ct);
    }

    private async Task<Dictionary<string, Line>> LinesAsync(IReadOnlyList<InboundReport> reports, CancellationToken ct)
    {
        var numbers = reports.Select(r => NumberOf(r.TrackingNumber)).OfType<string>().Distinct().ToArray();
        if (numbers.Length == 0)
        {
            return [];
        }

        var lines = await (
            from number in db.TrackingNumbers
            join organization in db.Organizations on number.OrganizationId equals organization.Id
            where numbers.Contains(number.Number)
            select new Line(number.Number, organization.Id, organization.TimeZone, organization.DefaultCountry, number.AssignedUserId))
            .ToDictionaryAsync(l => l.Number, ct);

        // A house with one CSR need not say whom its numbers ring.
        var houses = lines.Values.Where(l => l.AssignedUserId is null).Select(l => l.OrganizationId).Distinct().ToArray();
        var only = houses.Length == 0
            ? []
            : await db.Users.Where(u => houses.Contains(u.OrganizationId) && u.IsActive && u.Role == Roles.Csr)
                .GroupBy(u => u.OrganizationId).Where(g => g.Count() == 1)
                .Select(g => new { Organization = g.Key, User = g.First().Id }).ToDictionaryAsync(g => g.Organization, g => g.User, ct);
        return lines.ToDictionary(
            l => l.Key,
            l => l.Value.AssignedUserId is null && only.TryGetValue(l.Value.OrganizationId, out var csr) ? l.Value with { AssignedUserId = csr } : l.Value);
    }

    private async Task MakeAsync(List<(InboundReport Report, Line Line)> strangers, CancellationToken ct)
    {
        if (strangers.Count == 0)
        {
            return;
        }

        var callers = strangers
            .Select(s => (s.Report, s.Line, Phone: PhoneNumberReader.Normalize(s.Report.CallerNumber, s.Line.Country ?? "US"))).ToList();
        var people = await leads.FindOrMakeAsync(
            [
                .. callers.Where(c => c.Phone is not null).Select(c => new Enquirer(
                    c.Line.OrganizationId, c.Phone!, Named(c.Report.CallerName), Named(c.Report.CallerCity), c.Report.MarketingSource ?? c.Report.Provider,
                    c.Report.Attribution, c.Line.AssignedUserId, StartOf(c.Report))),
            ],
            ct);
        foreach (var call in callers.GroupBy(c => (c.Report.Provider, c.Report.ProviderCallId)))
        {
            var (report, line, phone) = call.First();
            var person = phone is null ? default : people[(line.OrganizationId, phone)];
            Add(report, line, phone, person.Contact, person.Lead);
        }

        // The intake finds its calls by their rows.
        await db.SaveChangesAsync(ct);
    }

    private void Add(InboundReport report, Line line, string? phone, Contact? contact, Lead? lead)
    {
        var now = clock.GetUtcNow();
        var start = StartOf(report);
        var call = new Call
        {
            Id = Guid.CreateVersion7(start),
            OrganizationId = line.OrganizationId,
            ContactId = contact?.Id,
            LeadId = lead?.Id,
            HandledBy = line.AssignedUserId,
            Direction = "inbound",
            CallType = CallTypes.Inbound,
            Provider = report.Provider,
            ToNumber = phone ?? Anonymous,
            FromNumber = line.Number,
            CountedOn = OrganizationClock.DayOf(start, line.TimeZone),
            Metadata = report.Signal.Source == SignalSource.Poll ? """{"source": "sweep"}""" : "{}",
            State = new CallState { ProviderCallId = report.ProviderCallId },
            TraceParent = report.TraceParent ?? Activity.Current?.Id,
            CreatedAt = start,
            UpdatedAt = now,
        };
        db.Calls.Add(call);
        transaction.Append(call, CallEventKinds.Created, report.Signal.Source == SignalSource.Poll ? "poll" : "webhook", start);
        transaction.Count(call, default);
        tallies.Of<CsrRollUp>().Add(call.OrganizationId, call.CountedOn, call.HandledBy, new CsrTally { Calls = 1 });
    }

    private async Task TellAsync(List<InboundReport> reports, CancellationToken ct)
    {
        var signals = reports.ConvertAll(r => new ReportedSignal(r.Provider, r.ProviderCallId, null, r.Signal) { TraceParent = r.TraceParent });
        var outcome = await intake.ApplyAsync(signals, ct);
        for (var i = 0; i < reports.Count; i++)
        {
            if (outcome.Homes.TryGetValue(signals[i], out var call))
            {
                Keep(call, reports[i]);
            }
        }
    }

    // Facts that the lifecycle does not know: what is empty is filled, tags and notes are the latest event's.
    private static void Keep(Call call, InboundReport report)
    {
        var metadata = JsonNode.Parse(call.Metadata) as JsonObject ?? [];
        var before = metadata.ToJsonString();
        Fill(metadata, "attribution", report.Attribution, replace: false);
        Fill(metadata, report.Provider, report.Details, replace: report.Signal.IsReport);
        var after = metadata.ToJsonString();
        if (after != before)
        {
            call.Metadata = after;
        }
    }

    private static void Fill(JsonObject metadata, string name, string told, bool replace)
    {
        if (JsonNode.Parse(told) is not JsonObject { Count: > 0 } facts)
        {
            return;
        }

        var part = metadata[name] as JsonObject ?? [];
        foreach (var (key, value) in facts)
        {
            if (value is not null && (replace || part[key] is null))
            {
                part[key] = value.DeepClone();
            }
        }

        metadata[name] = part.DeepClone();
    }

    private DateTimeOffset StartOf(InboundReport report)
    {
        // A clock far ahead of ours would put the call into days that have not come.
        var now = clock.GetUtcNow();
        return (report.StartedAt > now + FurthestAhead ? now : report.StartedAt).ToUniversalTime();
    }

    private static Line? LineOf(InboundReport report, Dictionary<string, Line> lines) =>
        NumberOf(report.TrackingNumber) is { } number ? lines.GetValueOrDefault(number) : null;

    private static string? NumberOf(string? told) => PhoneNumberReader.Normalize(told, "US");

    private static string? Named(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: <= 200 } name ? name : text.Trim()[..200];

    private sealed record Line(string Number, Guid OrganizationId, string TimeZone, string? Country, Guid? AssignedUserId);
}
