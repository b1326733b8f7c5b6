using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Providers;
using Npgsql;

namespace CallPlatform.Core.Dialing;

/// <summary>The facts of a batch of questions. It counts the calls that are started meanwhile.</summary>
public sealed class FactBook
{
    private readonly ProviderHealth health;
    private readonly Dictionary<Guid, OrganizationFacts> organizations = [];
    private readonly Dictionary<(Guid Organization, Guid? Scope), ScheduleReading> schedules = [];
    private readonly Dictionary<Guid, string> campaigns = [];
    private readonly Dictionary<(Guid, string), SuppressionFact> suppressions = [];
    private readonly Dictionary<(Guid, string), DateTimeOffset> humanContacts = [];
    private readonly Dictionary<string, TimeZoneInfo[]?> zones = [];

    internal FactBook(ProviderHealth health) => this.health = health;

    /// <summary>The <c>xmin</c> that rows get which the asking transaction writes; null when it holds no lock yet.</summary>
    internal uint? Version { get; private set; }

    internal IEnumerable<OrganizationFacts> WithBudget => organizations.Values.Where(o => o.Budget is not null);

    /// <summary>The rule's facts for one subject, as of now.</summary>
    public DialFacts Of(DialSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!organizations.TryGetValue(subject.OrganizationId, out var organization))
        {
            return new DialFacts { MaxConcurrent = 0 }; // not ours to see: nothing may be dialled for it
        }

        var person = (subject.OrganizationId, subject.Phone);
        return new DialFacts(health.DownUntil(subject.Provider))
        {
            Schedule = ScheduleOf(subject.OrganizationId, subject.ScheduleScope),
            Zones = ZonesOf(ZoneOf(subject)),
            Campaign = StandingOf(subject.CampaignId),
            Suppression = suppressions.TryGetValue(person, out var suppression) ? suppression : null,
            HumanContactAt = humanContacts.TryGetValue(person, out var talked) ? talked : null,
            Budget = organization.Budget,
            Spent = organization.Spent,
            BudgetRenewsAt = organization.BudgetRenewsAt,
            ActiveCalls = organization.Active,
            MaxConcurrent = organization.MaxConcurrent,
            DialsInLastMinute = organization.Dials,
            PerMinute = organization.PerMinute,
            RateFreeAt = organization.RateFreeAt,
        };
    }

    /// <summary>The rules that hold: the campaign's or project's own, else the organisation's, else the defaults. Null when they cannot be read.</summary>
    public Schedule? ScheduleOf(Guid organizationId, Guid? scope)
    {
        if (scope is not null && schedules.TryGetValue((organizationId, scope), out var own))
        {
            return own.Schedule;
        }

        if (!schedules.TryGetValue((organizationId, null), out var reading))
        {
            reading = ScheduleReader.Read(ScheduleReader.DefaultOf(
                TimeZoneInfo.TryFindSystemTimeZoneById(organizations[organizationId].TimeZone, out _) ? organizations[organizationId].TimeZone : "UTC"));
            schedules[(organizationId, null)] = reading;
        }

        return reading.Schedule;
    }

    /// <summary>Which clock counts for the subject.</summary>
    public CalleeZone ZoneOf(DialSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var fallback = ScheduleOf(subject.OrganizationId, subject.ScheduleScope)?.TimeZone ?? organizations[subject.OrganizationId].TimeZone;
        return CalleeZone.Of(subject.ContactZone, subject.Phone, fallback);
    }

    /// <summary>A call of the organisation was started in this transaction.</summary>
    internal void CountStarted(Guid organizationId)
    {
        if (organizations.TryGetValue(organizationId, out var organization))
        {
            organization.Active++;
            organization.Dials++;
        }
    }

    internal async Task FillAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        while (await rows.ReadAsync(ct))
        {
            organizations[rows.GetGuid(0)] = new OrganizationFacts
            {
                Id = rows.GetGuid(0), TimeZone = rows.GetString(1), MaxConcurrent = rows.GetInt32(2), PerMinute = rows.GetInt32(3),
                Budget = rows.IsDBNull(4) ? null : rows.GetDecimal(4), Active = rows.GetInt32(5), Dials = rows.GetInt32(6),
                RateFreeAt = rows.IsDBNull(7) ? null : rows.GetFieldValue<DateTimeOffset>(7),
            };
        }

        await EachAsync(rows, () => schedules[(rows.GetGuid(0), rows.IsDBNull(1) ? null : rows.GetGuid(1))] =
            ScheduleReader.Parse(rows.GetString(2)) is { } config ? ScheduleReader.Read(config) : new ScheduleReading(null, new Dictionary<string, string[]>()), ct);
        await EachAsync(rows, () => campaigns[rows.GetGuid(0)] = rows.GetString(1), ct);
        await EachAsync(rows, () => suppressions[(rows.GetGuid(0), rows.GetString(1))] = new SuppressionFact(rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2)), ct);
        await EachAsync(rows, () => humanContacts[(rows.GetGuid(0), rows.GetString(1))] = rows.GetFieldValue<DateTimeOffset>(2), ct);
        await EachAsync(rows, () => Version = rows.IsDBNull(0) ? null : rows.GetFieldValue<uint>(0), ct);
    }

    private static async Task EachAsync(NpgsqlDataReader rows, Action read, CancellationToken ct)
    {
        await rows.NextResultAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            read();
        }
    }

    // A person may still ring someone of a finished campaign; a called-off one is over for good.
    private CampaignStanding StandingOf(Guid? campaignId) => campaignId is not { } id ? CampaignStanding.None
        : campaigns.GetValueOrDefault(id) switch
        {
            CampaignStatuses.Running or CampaignStatuses.Completed => CampaignStanding.Running,
            CampaignStatuses.Cancelled => CampaignStanding.Over,
            _ => CampaignStanding.Paused,
        };

    private TimeZoneInfo[]? ZonesOf(CalleeZone zone)
    {
        var key = string.Join('|', zone.Names);
        if (!zones.TryGetValue(key, out var found))
        {
            zones[key] = found = zone.Find()?.ToArray();
        }

        return found;
    }

    internal sealed class OrganizationFacts
    {
        public required Guid Id { get; init; }
        public required string TimeZone { get; init; }
        public required int MaxConcurrent { get; init; }
        public required int PerMinute { get; init; }
        public required decimal? Budget { get; init; }
        public int Active { get; set; }
        public int Dials { get; set; }
        public DateTimeOffset? RateFreeAt { get; init; }
        public decimal Spent { get; set; }
        public DateTimeOffset? BudgetRenewsAt { get; set; }
    }
}
