using CallPlatform.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Jobs;

/// <summary>
/// The queue's SQL: one table, claimed in batches with <c>SKIP LOCKED</c> under a lease. Completing a batch and claiming the
/// next is one statement, one round trip.
/// </summary>
public sealed class JobQueue(Database database, TimeProvider clock)
{
    private const string Columns =
        "id, organization_id, kind, key, payload::text, state, due_at, attempts, max_attempts, lease_until, leased_by, last_error, trace_parent, created_at";

    /// <summary>Ends <paramref name="done"/> and claims up to <paramref name="limit"/> due jobs for <paramref name="worker"/>.</summary>
    /// <param name="worker">Who holds the lease, for people who look.</param>
    /// <param name="done">Jobs that succeeded; their rows go, if the lease is still this worker's.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="lease">How long the worker may take before another may try.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<List<Job>> CompleteAndClaimAsync(
        string worker, IReadOnlyList<Guid> done, int limit, TimeSpan lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.Platform.CreateCommand($"""
            with finished as (delete from jobs where id = any($1) and leased_by = $2 and state = 'running'),
            due as (
              select id from jobs where state = 'ready' and due_at <= $3 order by due_at limit $4 for update skip locked)
            update jobs set state = 'running', attempts = attempts + 1, lease_until = $5, leased_by = $2
            from due where jobs.id = due.id
            returning {string.Join(", ", Columns.Split(", ").Select(c => "jobs." + c))}
            """);
        command.Parameters.Add(new() { Value = done.ToArray() });
        command.Parameters.Add(new() { Value = worker });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = now + lease });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var jobs = new List<Job>();
        while (await reader.ReadAsync(ct))
        {
            jobs.Add(Read(reader));
        }

        return jobs;
    }

    /// <summary>Keeps the jobs that <paramref name="worker"/> is still at from the others for another <paramref name="lease"/>.</summary>
    public async Task RenewAsync(string worker, IReadOnlyCollection<Guid> running, TimeSpan lease, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(running);
        if (running.Count == 0)
        {
            return;
        }

        await using var command = database.Platform.CreateCommand(
            "update jobs set lease_until = $3 where id = any($1) and leased_by = $2 and state = 'running'");
        command.Parameters.Add(new() { Value = running.ToArray() });
        command.Parameters.Add(new() { Value = worker });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() + lease });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Puts a job back for <paramref name="dueAt"/>. A planned return does not count as an attempt.</summary>
    public Task ReturnAsync(Job job, DateTimeOffset dueAt, string? error, bool countsAsAttempt, CancellationToken ct) =>
        SettleAsync(
            "update jobs set state = 'ready', due_at = $3, last_error = $4, attempts = attempts - $5, lease_until = null, leased_by = null where id = $1 and leased_by = $2 and state = 'running'",
            job, dueAt, error, countsAsAttempt ? 0 : 1, ct);

    /// <summary>Keeps a job as dead, with the reason, for staff to see and run again.</summary>
    public Task BuryAsync(Job job, string error, CancellationToken ct) =>
        SettleAsync(
            "update jobs set state = 'dead', due_at = $3, last_error = $4, attempts = attempts - $5, lease_until = null where id = $1 and leased_by = $2 and state = 'running'",
            job, clock.GetUtcNow(), error, 0, ct);

    /// <summary>Hands jobs of workers that are gone to the others. Returns how many.</summary>
    public async Task<int> ReleaseExpiredAsync(CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("""
            update jobs set state = 'ready', lease_until = null, leased_by = null
            where id in (select id from jobs where state = 'running' and lease_until < $1 limit 1000 for update skip locked)
            """);
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Adds jobs outside any business transaction. Those whose kind and key are already open are left out.</summary>
    public async Task EnqueueAsync(IReadOnlyList<Job> jobs, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(EnqueueSql);
        AddEnqueueParameters(command, jobs);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Adds jobs within the caller's transaction.</summary>
    public static async Task EnqueueAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Job> jobs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EnqueueSql, connection, transaction);
        AddEnqueueParameters(command, jobs);
        await command.ExecuteNonQueryAsync(ct);
    }

    private const string EnqueueSql = """
        insert into jobs (id, organization_id, kind, key, payload, state, due_at, max_attempts, trace_parent, created_at)
        select i, o, k, y, p::jsonb, 'ready', d, m, t, c
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::text[], $9::timestamptz[])
          as j(i, o, k, y, p, d, m, t, c)
        on conflict do nothing
        """;

    private static void AddEnqueueParameters(NpgsqlCommand command, IReadOnlyList<Job> jobs)
    {
        void Add<T>(NpgsqlDbType type, Func<Job, T> value) =>
            command.Parameters.Add(new() { Value = jobs.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

        Add(NpgsqlDbType.Uuid, j => j.Id);
        Add(NpgsqlDbType.Uuid, j => j.OrganizationId);
        Add(NpgsqlDbType.Text, j => j.Kind);
        Add(NpgsqlDbType.Text, j => j.Key);
        Add(NpgsqlDbType.Text, j => j.Payload);
        Add(NpgsqlDbType.TimestampTz, j => j.DueAt);
        Add(NpgsqlDbType.Integer, j => j.MaxAttempts);
        Add(NpgsqlDbType.Text, j => j.TraceParent);
        Add(NpgsqlDbType.TimestampTz, j => j.CreatedAt);
    }

    private async Task SettleAsync(string sql, Job job, DateTimeOffset dueAt, string? error, int uncounted, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(sql);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = job.LeasedBy! });
        command.Parameters.Add(new() { Value = dueAt });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = uncounted });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Job Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        OrganizationId = row.IsDBNull(1) ? null : row.GetGuid(1),
        Kind = row.GetString(2),
        Key = row.IsDBNull(3) ? null : row.GetString(3),
        Payload = row.GetString(4),
        State = row.GetString(5),
        DueAt = row.GetFieldValue<DateTimeOffset>(6),
        Attempts = row.GetInt32(7),
        MaxAttempts = row.GetInt32(8),
        LeaseUntil = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        LeasedBy = row.IsDBNull(10) ? null : row.GetString(10),
        LastError = row.IsDBNull(11) ? null : row.GetString(11),
        TraceParent = row.IsDBNull(12) ? null : row.GetString(12),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(13),
    };
}
