using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Metrics;

/// <summary>What one appointment adds to its rep's day, with the analysis of its visit. Scores are from 0 to 1.</summary>
public readonly record struct SalesTally
{
    public long Appointments { get; init; }
    public long Completed { get; init; }
    public long Won { get; init; }
    public long Lost { get; init; }
    public long Pending { get; init; }
    public decimal StructureSum { get; init; }
    public long StructureCount { get; init; }
    public decimal ComplianceSum { get; init; }
    public long ComplianceCount { get; init; }
    public decimal SentimentSum { get; init; }
    public long SentimentCount { get; init; }

    /// <summary>This and <paramref name="other"/> taken <paramref name="sign"/> times.</summary>
    public SalesTally Plus(SalesTally other, int sign) => new()
    {
        Appointments = Appointments + (sign * other.Appointments),
        Completed = Completed + (sign * other.Completed),
        Won = Won + (sign * other.Won),
        Lost = Lost + (sign * other.Lost),
        Pending = Pending + (sign * other.Pending),
        StructureSum = StructureSum + (sign * other.StructureSum),
        StructureCount = StructureCount + (sign * other.StructureCount),
        ComplianceSum = ComplianceSum + (sign * other.ComplianceSum),
        ComplianceCount = ComplianceCount + (sign * other.ComplianceCount),
        SentimentSum = SentimentSum + (sign * other.SentimentSum),
        SentimentCount = SentimentCount + (sign * other.SentimentCount),
    };
}

/// <summary>A sales rep's appointments of one day; the zero user stands for appointments without a rep.</summary>
public sealed class SalesStatsDay : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public DateOnly Day { get; set; }
    public Guid UserId { get; set; }
    public long Appointments { get; set; }
    public long Completed { get; set; }
    public long Won { get; set; }
    public long Lost { get; set; }
    public long Pending { get; set; }
    public decimal StructureSum { get; set; }
    public long StructureCount { get; set; }
    public decimal ComplianceSum { get; set; }
    public long ComplianceCount { get; set; }
    public decimal SentimentSum { get; set; }
    public long SentimentCount { get; set; }
}

/// <summary>Collects what a transaction changes in <c>sales_stats_daily</c>.</summary>
public sealed class SalesRollUp : IRollUp
{
    private readonly Dictionary<(Guid Organization, DateOnly Day, Guid User), SalesTally> changes = [];

    /// <summary>Counts a tally <paramref name="sign"/> times: -1 takes out what was, 1 puts in what is.</summary>
    public void Add(Guid organizationId, DateOnly day, Guid? userId, SalesTally tally, int sign)
    {
        var key = (organizationId, day, userId ?? Guid.Empty);
        changes[key] = changes.GetValueOrDefault(key).Plus(tally, sign);
    }

    public async Task WriteAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var changed = changes.Where(c => c.Value != default)
            .OrderBy(c => c.Key.Organization).ThenBy(c => c.Key.Day).ThenBy(c => c.Key.User).ToList();
        changes.Clear();
        if (changed.Count == 0)
        {
            return;
        }

        string[] columns =
        [
            "appointments", "completed", "won", "lost", "pending", "structure_count", "compliance_count", "sentiment_count",
            "structure_sum", "compliance_sum", "sentiment_sum",
        ];
        await using var command = RollUpCommand.Of(db, $"""
            insert into sales_stats_daily as s (organization_id, day, user_id, {string.Join(", ", columns)})
            select * from unnest($1, $2, $3, {string.Join(", ", columns.Select((_, i) => $"${i + 4}"))})
            on conflict (organization_id, day, user_id) do update set {string.Join(", ", columns.Select(c => $"{c} = s.{c} + excluded.{c}"))}
            """);
        RollUpCommand.AddKeys(command, changed.ConvertAll(c => (c.Key.Organization, c.Key.Day, c.Key.User)));
        foreach (var column in (Func<SalesTally, long>[])
            [
                t => t.Appointments, t => t.Completed, t => t.Won, t => t.Lost, t => t.Pending,
                t => t.StructureCount, t => t.ComplianceCount, t => t.SentimentCount,
            ])
        {
            command.Parameters.Add(new() { Value = changed.Select(c => column(c.Value)).ToArray() });
        }

        foreach (var column in (Func<SalesTally, decimal>[])[t => t.StructureSum, t => t.ComplianceSum, t => t.SentimentSum])
        {
            command.Parameters.Add(new() { Value = changed.Select(c => column(c.Value)).ToArray() });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}

internal sealed class SalesStatsDayConfiguration : IEntityTypeConfiguration<SalesStatsDay>
{
    public void Configure(EntityTypeBuilder<SalesStatsDay> builder)
    {
        builder.ToTable("sales_stats_daily");
        builder.HasKey(s => new { s.OrganizationId, s.Day, s.UserId });
    }
}
