using CallPlatform.Core.Data;
using CallPlatform.Core.Visits;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallPlatform.Core.Privacy;

/// <summary>
/// Takes away what each organisation keeps no longer: recordings, what was said word for word, and providers' deliveries, which hold
/// both. Figures, summaries and the calls themselves stay. What a late signal brings back goes again at the next turn.
/// </summary>
public sealed class Retention(Database database, IOptions<VisitOptions> visits)
{
    private const int BatchSize = 2000;

    private const string Recordings = """
        update calls set recording_url = null, stereo_recording_url = null where id in (
          select c.id from organizations o cross join lateral (
            select id from calls where organization_id = o.id and created_at < $1 - make_interval(days => o.keep_recordings_days)
              and (recording_url is not null or stereo_recording_url is not null) limit $2 for update skip locked) c
          where o.keep_recordings_days is not null limit $2)
        """;

    private const string Words = """
        update calls set transcript = null, messages = null where id in (
          select c.id from organizations o cross join lateral (
            select id from calls where organization_id = o.id and created_at < $1 - make_interval(days => o.keep_transcripts_days)
              and (transcript is not null or messages is not null) limit $2 for update skip locked) c
          where o.keep_transcripts_days is not null limit $2)
        """;

    private const string Transcripts = """
        with gone as (
          delete from call_transcripts where call_id in (
            select t.call_id from organizations o cross join lateral (
              select call_id from call_transcripts where organization_id = o.id and created_at < $1 - make_interval(days => o.keep_transcripts_days) limit $2) t
            where o.keep_transcripts_days is not null limit $2)
          returning call_id),
        segments as (delete from transcript_segments where call_id in (select call_id from gone))
        update call_analyses set document = '{}' where call_id in (select call_id from gone)
        """;

    private const string VisitWords = """
        update recording_analyses set transcript = null, segmentation = null, document = null where session_id in (
          select a.session_id from organizations o cross join lateral (
            select session_id from recording_analyses where organization_id = o.id and created_at < $1 - make_interval(days => o.keep_transcripts_days)
              and (transcript is not null or segmentation is not null or document is not null) limit $2) a
          where o.keep_transcripts_days is not null limit $2)
        """;

    // Deliveries hold recordings' addresses and transcripts, so they never stay longer than those.
    private const string Deliveries = """
        delete from webhook_inbox where id in (
          select w.id from organizations o cross join lateral (
            select id from webhook_inbox where organization_id = o.id and state <> 'received'
              and received_at < $1 - make_interval(days => least(o.keep_webhooks_days, o.keep_recordings_days, o.keep_transcripts_days)) limit $2) w
          limit $2)
        """;

    private const string NobodysDeliveries = """
        delete from webhook_inbox where id in (
          select id from webhook_inbox where organization_id is null and state <> 'received' and received_at < $1 - interval '90 days' limit $2)
        """;

    private const string DeliveriesOfTheErased = """
        delete from webhook_inbox where id in (
          select w.id from calls c join webhook_inbox w on w.state = 'unroutable' and w.provider = c.provider and w.subject = c.provider_call_id
          where c.erased_at is not null and c.provider_call_id is not null limit $2) and $1::timestamptz is not null
        """;

    private const string Audio = """
        select s.id, s.audio_file from organizations o cross join lateral (
          select id, audio_file from recording_sessions where organization_id = o.id and created_at < $1 - make_interval(days => o.keep_recordings_days)
            and (audio_url is not null or audio_file is not null) limit $2) s
        where o.keep_recordings_days is not null limit $2
        """;

    /// <summary>One bite of everything. True when there may be more.</summary>
    public async Task<bool> PruneAsync(DateTimeOffset now, CancellationToken ct)
    {
        var most = await PruneAudioAsync(now, ct);
        foreach (var statement in (string[])[Recordings, Words, Transcripts, VisitWords, Deliveries, NobodysDeliveries, DeliveriesOfTheErased])
        {
            await using var command = Command(statement, now);
            most = Math.Max(most, await command.ExecuteNonQueryAsync(ct));
        }

        return most >= BatchSize;
    }

    private async Task<int> PruneAudioAsync(DateTimeOffset now, CancellationToken ct)
    {
        var sessions = new List<Guid>();
        await using (var command = Command(Audio, now))
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                // The file first: a row that names no file any more would leave it for good.
                if (!await rows.IsDBNullAsync(1, ct))
                {
                    File.Delete(VisitAudio.PathOf(visits.Value, rows.GetString(1)));
                }

                sessions.Add(rows.GetGuid(0));
            }
        }

        if (sessions.Count > 0)
        {
            await using var command = database.Platform.CreateCommand(
                "update recording_sessions set audio_url = null, audio_file = null, audio_type = null, audio_bytes = null where id = any($1)");
            command.Parameters.Add(new() { Value = sessions.ToArray() });
            await command.ExecuteNonQueryAsync(ct);
        }

        return sessions.Count;
    }

    private NpgsqlCommand Command(string text, DateTimeOffset now)
    {
        var command = database.Platform.CreateCommand(text);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = BatchSize });
        return command;
    }
}
