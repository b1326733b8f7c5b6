using CallPlatform.Core.Data;
using NpgsqlTypes;

namespace CallPlatform.Core.Organizations;

/// <summary>Appends to the audit log, in one round trip. There is no way to change what is there.</summary>
public sealed class AuditLog(Database database, TimeProvider clock)
{
    /// <summary>A player asks for a recording piece by piece: that is one reading.</summary>
    private static readonly TimeSpan OneReading = TimeSpan.FromMinutes(10);

    public Task AppendAsync(Guid organizationId, Guid? userId, string action, string subjectType, Guid? subjectId, string data, CancellationToken ct) =>
        WriteAsync("insert into audit_log (id, organization_id, user_id, action, subject_type, subject_id, data, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            AuditEntry.Of(organizationId, userId, action, subjectType, subjectId, clock.GetUtcNow(), data), ct);

    /// <summary>Notes that somebody listened to a recording. Throws when it cannot be noted: then nobody may listen.</summary>
    public Task RecordingReadAsync(Guid organizationId, Guid userId, string subjectType, Guid subjectId, string data, CancellationToken ct) =>
        WriteAsync($"""
            insert into audit_log (id, organization_id, user_id, action, subject_type, subject_id, data, at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where not exists (select from audit_log where subject_id = $6 and organization_id = $2 and user_id = $3 and action = $4
              and at > $8 - interval '{OneReading.TotalSeconds} seconds')
            """,
            AuditEntry.Of(organizationId, userId, subjectType + ".recording_read", subjectType, subjectId, clock.GetUtcNow(), data), ct);

    private async Task WriteAsync(string sql, AuditEntry entry, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(sql);
        command.Parameters.Add(new() { Value = entry.Id });
        command.Parameters.Add(new() { Value = entry.OrganizationId });
        command.Parameters.Add(new() { Value = (object?)entry.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = entry.Action });
        command.Parameters.Add(new() { Value = entry.SubjectType });
        command.Parameters.Add(new() { Value = (object?)entry.SubjectId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = entry.Data, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = entry.At });
        await command.ExecuteNonQueryAsync(ct);
    }
}
