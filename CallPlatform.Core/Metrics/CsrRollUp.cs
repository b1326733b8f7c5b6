using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Metrics;

/// <summary>What one call adds to its CSR's day. A change is counted as the difference of two, so a recount finds the same.</summary>
public readonly record struct CsrTally
{
    public long Calls { get; init; }
    public long Analysed { get; init; }
    public long Qualified { get; init; }
    public long Booked { get; init; }
    public long ServiceNotOffered { get; init; }
    public long QualifiedUnbooked { get; init; }
    public long QualifiedObjections { get; init; }
    public decimal ComplianceSum { get; init; }
    public long ComplianceCount { get; init; }
    public long UnknownValues { get; init; }

    public static CsrTally operator +(CsrTally a, CsrTally b) => a.Plus(b, 1);

    public static CsrTally operator -(CsrTally a, CsrTally b) => a.Plus(b, -1);

    public static CsrTally Add(CsrTally left, CsrTally right) => left + right;

    public static CsrTally Subtract(CsrTally left, CsrTally right) => left - right;

    private CsrTally Plus(CsrTally b, int sign) => new()
    {
        Calls = Calls + (sign * b.Calls),
        Analysed = Analysed + (sign * b.Analysed),
        Qualified = Qualified + (sign * b.Qualified),
        Booked = Booked + (sign * b.Booked),
        ServiceNotOffered = ServiceNotOffered + (sign * b.ServiceNotOffered),
        QualifiedUnbooked = QualifiedUnbooked + (sign * b.QualifiedUnbooked),
        QualifiedObjections = QualifiedObjections + (sign * b.QualifiedObjections),
        ComplianceSum = ComplianceSum + (sign * b.ComplianceSum),
        ComplianceCount = ComplianceCount + (sign * b.ComplianceCount),
        UnknownValues = UnknownValues + (sign * b.UnknownValues),
    };
}

/// <summary>A CSR's calls of one day; the zero user stands for calls that nobody is assigned to.</summary>
public sealed class CsrStatsDay : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public DateOnly Day { get; set; }
    public Guid UserId { get; set; }
    public long Calls { get; set; }
    public long Analysed { get; set; }
    public long Qualified { get; set; }
    public long Booked { get; set; }
    public long ServiceNotOffered { get; set; }
    public long QualifiedUnbooked { get; set; }
    public long QualifiedObjections { get; set; }

    /// <summary>Of scores from 0 to 1.</summary>
    public decimal ComplianceSum { get; set; }
    public long ComplianceCount { get; set; }
    public long UnknownValues { get; set; }
}

/// <summary>Collects what a transaction changes in <c>csr_stats_daily</c>.</summary>
public sealed class CsrRollUp : IRollUp
{
    private readonly Dictionary<(Guid Organization, DateOnly Day, Guid User), CsrTally> changes = [];

    public void Add(Guid organizationId, DateOnly day, Guid? userId, CsrTally difference)
    {
        var key = (organizationId, day, userId ?? Guid.Empty);
        changes[key] = changes.GetValueOrDefault(key) + difference;
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

        await using var command = RollUpCommand.Of(db, """
            insert into csr_stats_daily as s (organization_id, day, user_id, calls, analysed, qualified, booked, service_not_offered,
              qualified_unbooked, qualified_objections, compliance_sum, compliance_count, unknown_values)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) order by 1, 2, 3
            on conflict (organization_id, day, user_id) do update set
              calls = s.calls + excluded.calls, analysed = s.analysed + excluded.analysed, qualified = s.qualified + excluded.qualified,
              booked = s.booked + excluded.booked, service_not_offered = s.service_not_offered + excluded.service_not_offered,
              qualified_unbooked = s.qualified_unbooked + excluded.qualified_unbooked,
              qualified_objections = s.qualified_objections + excluded.qualified_objections,
              compliance_sum = s.compliance_sum + excluded.compliance_sum, compliance_count = s.compliance_count + excluded.compliance_count,
              unknown_values = s.unknown_values + excluded.unknown_values
            """);
        RollUpCommand.AddKeys(command, changed.ConvertAll(c => (c.Key.Organization, c.Key.Day, c.Key.User)));
        foreach (var column in (Func<CsrTally, long>[])
            [t => t.Calls, t => t.Analysed, t => t.Qualified, t => t.Booked, t => t.ServiceNotOffered, t => t.QualifiedUnbooked, t => t.QualifiedObjections])
        {
            command.Parameters.Add(new() { Value = changed.Select(c => column(c.Value)).ToArray() });
        }

        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.ComplianceSum).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.ComplianceCount).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.UnknownValues).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A roll-up's statement on the context's own connection and transaction.</summary>
internal static class RollUpCommand
{
    public static NpgsqlCommand Of(CallPlatformDbContext db, string sql) => new(
        sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());

    public static void AddKeys(NpgsqlCommand command, List<(Guid Organization, DateOnly Day, Guid User)> keys)
    {
        command.Parameters.Add(new() { Value = keys.Select(k => k.Organization).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(k => k.Day).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = keys.Select(k => k.User).ToArray() });
    }
}

internal sealed class CsrStatsDayConfiguration : IEntityTypeConfiguration<CsrStatsDay>
{
    public void Configure(EntityTypeBuilder<CsrStatsDay> builder)
    {
        builder.ToTable("csr_stats_daily");
        builder.HasKey(s => new { s.OrganizationId, s.Day, s.UserId });
    }
}
