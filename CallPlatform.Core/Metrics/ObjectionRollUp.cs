using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Metrics;

/// <summary>How often one kind of objection came up on a day, and how often it ended a qualified call without a booking.</summary>
public sealed class ObjectionStatsDay : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public DateOnly Day { get; set; }
    public Guid UserId { get; set; }
    public required string Category { get; set; }
    public long Objections { get; set; }
    public long Overcome { get; set; }
    public long Unbooked { get; set; }
}

/// <summary>Collects what a transaction changes in <c>objection_stats_daily</c>.</summary>
public sealed class ObjectionRollUp : IRollUp
{
    private readonly Dictionary<(Guid Organization, DateOnly Day, Guid User, string Category), (long Objections, long Overcome, long Unbooked)> changes = [];

    public void Add(Guid organizationId, DateOnly day, Guid? userId, string category, long objections, long overcome, long unbooked)
    {
        var key = (organizationId, day, userId ?? Guid.Empty, category);
        var known = changes.GetValueOrDefault(key);
        changes[key] = (known.Objections + objections, known.Overcome + overcome, known.Unbooked + unbooked);
    }

    public async Task WriteAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var changed = changes.Where(c => c.Value != default)
            .OrderBy(c => c.Key.Organization).ThenBy(c => c.Key.Day).ThenBy(c => c.Key.User).ThenBy(c => c.Key.Category, StringComparer.Ordinal).ToList();
        changes.Clear();
        if (changed.Count == 0)
        {
            return;
        }

        await using var command = RollUpCommand.Of(db, """
            insert into objection_stats_daily as s (organization_id, day, user_id, category, objections, overcome, unbooked)
            select * from unnest($1, $2, $3, $4, $5, $6, $7)
            on conflict (organization_id, day, user_id, category) do update set
              objections = s.objections + excluded.objections, overcome = s.overcome + excluded.overcome, unbooked = s.unbooked + excluded.unbooked
            """);
        RollUpCommand.AddKeys(command, changed.ConvertAll(c => (c.Key.Organization, c.Key.Day, c.Key.User)));
        command.Parameters.Add(new() { Value = changed.Select(c => c.Key.Category).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.Objections).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.Overcome).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(c => c.Value.Unbooked).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }
}

internal sealed class ObjectionStatsDayConfiguration : IEntityTypeConfiguration<ObjectionStatsDay>
{
    public void Configure(EntityTypeBuilder<ObjectionStatsDay> builder)
    {
        builder.ToTable("objection_stats_daily");
        builder.HasKey(s => new { s.OrganizationId, s.Day, s.UserId, s.Category });
    }
}
