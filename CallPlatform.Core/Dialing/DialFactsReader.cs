using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallPlatform.Core.Dialing;

/// <summary>Whom a question to the rule is about.</summary>
/// <param name="OrganizationId">Whose limits and lists hold.</param>
/// <param name="Phone">E.164.</param>
/// <param name="ContactZone">The contact's own zone, if known.</param>
/// <param name="CampaignId">Whose schedule holds, if it has one.</param>
/// <param name="Provider">Who would dial.</param>
/// <param name="ProjectId">For a lead's call: whose schedule holds, if it has one.</param>
public sealed record DialSubject(Guid OrganizationId, string Phone, string? ContactZone, Guid? CampaignId, string Provider, Guid? ProjectId = null)
{
    /// <summary>Whose rules come before the organisation's.</summary>
    public Guid? ScheduleScope => CampaignId ?? ProjectId;
}

/// <summary>
/// Gathers what the rule looks at, for many calls at once: one round trip of six statements, and one more for organisations with
/// a budget. Inside a transaction that holds the organisations' limits, the counts are exact.
/// </summary>
public sealed class DialFactsReader(CallPlatformDbContext db, ProviderHealth health, IOptions<DialingOptions> options, TimeProvider clock)
{
    /// <summary>Waits for the organisation's limits and holds them until the transaction ends: nobody else starts its calls meanwhile.</summary>
    public Task HoldLimitsAsync(Guid organizationId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from dial_limits where organization_id = {organizationId} for update", ct);

    /// <summary>The same as one statement of a batch; it yields one row.</summary>
    internal static void HoldLimits(NpgsqlBatch batch, Guid organizationId) =>
        batch.Add("select 1 from dial_limits where organization_id = $1 for update", organizationId);

    public async Task<FactBook> ReadAsync(IReadOnlyCollection<DialSubject> subjects, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        if (subjects.Count == 0)
        {
            return new FactBook(health);
        }

        // The context's own connection knows the organisation and holds the transaction, if there is one.
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = db.CreateBatch();
            AddCommands(batch, subjects);
            await using var rows = await batch.ExecuteReaderAsync(ct);
            return await FillAsync(rows, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private void AddCommands(NpgsqlBatch batch, IReadOnlyCollection<DialSubject> subjects)
    {
        var organizations = subjects.Select(s => s.OrganizationId).Distinct().ToArray();
        var campaigns = subjects.Where(s => s.CampaignId is not null).Select(s => s.CampaignId!.Value).Distinct().ToArray();
        var scopes = subjects.Where(s => s.ScheduleScope is not null).Select(s => s.ScheduleScope!.Value).Distinct().ToArray();
        var people = subjects.Select(s => (s.OrganizationId, s.Phone)).Distinct().ToArray();
        AddCommands(batch, organizations, campaigns, scopes, "unnest($1, $2)", people.Select(p => p.OrganizationId).ToArray(), people.Select(p => p.Phone).ToArray());
    }

    /// <summary>For a call of a contact's that is not read yet: the commands go with those that read it. <see cref="FillAsync"/> takes their rows.</summary>
    internal void AddCommands(NpgsqlBatch batch, Guid organizationId, Guid contactId) =>
        AddCommands(batch, [organizationId], [], [], "(select organization_id, phone from contacts where id = $1)", contactId);

    /// <summary>The facts, from the results of this reader's commands; the first of them is the current one. Closes the reader.</summary>
    internal async Task<FactBook> FillAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var book = new FactBook(health);
        await book.FillAsync(rows, ct);
        await rows.DisposeAsync();
        await ReadSpentAsync(book, ct);
        return book;
    }

    private void AddCommands(NpgsqlBatch batch, Guid[] organizations, Guid[] campaigns, Guid[] scopes, string people, params object[] peopleArguments)
    {
        var now = clock.GetUtcNow();

        // A dial counts until a minute after its answer: by then the provider has had it for a minute at least, so
        // no 60 seconds of the provider's own clock see more than the limit. Without an answer, its time-out stands for it.
        var silent = TimeSpan.FromSeconds(options.Value.RequestTimeoutSeconds + 1);
        batch.Add("""
            select o.id, o.time_zone, l.max_concurrent, l.per_minute, l.monthly_budget,
              (select count(*)::int from calls c where c.organization_id = o.id and c.direction = 'outbound' and c.deleted_at is null
                 and c.status in ('queued', 'initiated', 'ringing', 'in-progress')),
              r.dials, r.free_at
            from organizations o join dial_limits l on l.organization_id = o.id
            cross join lateral (
              select count(*)::int as dials, min(coalesce(a.answered_at, a.sending_at + $3)) + interval '60 seconds' as free_at
              from dial_attempts a where a.organization_id = o.id and a.sending_at > $2 - $3 - interval '60 seconds'
                and coalesce(a.answered_at, a.sending_at + $3) > $2 - interval '60 seconds') r
            where o.id = any($1)
            """, organizations, now, silent);
        batch.Add("""
            select organization_id, coalesce(campaign_id, project_id), config::text from schedule_configs
            where organization_id = any($1) and (coalesce(campaign_id, project_id) is null or coalesce(campaign_id, project_id) = any($2))
            """, organizations, scopes);
        batch.Add("select id, status from campaigns where id = any($1)", campaigns);
        batch.Add($"select s.organization_id, s.phone, s.expires_at from {people} p (o, n) join suppressions s on s.organization_id = p.o and s.phone = p.n", peopleArguments);
        batch.Add($"select h.organization_id, h.phone, h.at from {people} p (o, n) join human_contacts h on h.organization_id = p.o and h.phone = p.n", peopleArguments);

        batch.Add("select pg_current_xact_id_if_assigned()::xid");
    }

    // Only organisations with a budget pay for the sum over their month's days, 31 rows at most.
    private async Task ReadSpentAsync(FactBook book, CancellationToken ct)
    {
        foreach (var organization in book.WithBudget)
        {
            var (first, next) = BudgetMonth.Of(clock.GetUtcNow(), organization.TimeZone);
            organization.Spent = await db.CallStatsDaily.Where(d => d.OrganizationId == organization.Id && d.Day >= first).SumAsync(d => d.Cost, ct);
            organization.BudgetRenewsAt = next;
        }
    }
}

/// <summary>A calendar month on the organisation's clock: its first day, and when the next one begins.</summary>
internal static class BudgetMonth
{
    public static (DateOnly First, DateTimeOffset Next) Of(DateTimeOffset now, string timeZone)
    {
        var today = OrganizationClock.DayOf(now, timeZone);
        var first = new DateOnly(today.Year, today.Month, 1);
        var next = first.AddMonths(1).ToDateTime(TimeOnly.MinValue);
        var offset = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone.GetUtcOffset(next) : TimeSpan.Zero;
        return (first, new DateTimeOffset(next, offset).ToUniversalTime());
    }
}
