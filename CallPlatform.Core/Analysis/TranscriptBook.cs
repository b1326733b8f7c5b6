using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Analysis;

/// <summary>Takes the transcript of a call in, in the transaction that has the call locked.</summary>
public sealed class TranscriptBook(CallPlatformDbContext db, KnownFacts facts, TimeProvider clock)
{
    /// <summary>Stores the document of a call whose <see cref="KnownFacts"/> were read, and its segments; the text of it, or null when a later one is there already.</summary>
    public async Task<string?> StoreAsync(Call call, string source, Guid taskId, string document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var known = facts.TranscriptOf(call.Id);
        if (known?.TaskId is { } other && taskId.CompareTo(other) < 0)
        {
            return null;
        }

        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        var segments = SegmentsOf(root, call).ToList();
        var text = ProviderJson.Text(root, "transcript_text") ?? string.Join('\n', segments.Select(s => $"{s.Speaker}: {s.Text}"));
        var now = clock.GetUtcNow();
        if (known is null)
        {
            known = new CallTranscript { CallId = call.Id, OrganizationId = call.OrganizationId, Source = source, Text = text, CreatedAt = now };
            db.CallTranscripts.Add(known);
            facts.Add(known);
        }
        else
        {
            await DropSegmentsAsync(call.Id, ct);
        }

        known.Source = source;
        known.Text = text;
        known.Language = ProviderJson.Text(root, "language");
        known.Confidence = ProviderJson.Score(root, "confidence_score");
        known.WordCount = ProviderJson.Whole(root, "word_count");
        known.TaskId = taskId;
        known.UpdatedAt = now;
        db.TranscriptSegments.AddRange(segments);
        return text;
    }

    // Those of a transcript that this very transaction took in are in the context still.
    private async Task DropSegmentsAsync(Guid call, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        foreach (var entry in db.ChangeTracker.Entries<TranscriptSegment>().Where(e => e.Entity.CallId == call).ToList())
        {
            entry.State = EntityState.Detached;
        }

        await db.TranscriptSegments.Where(s => s.CallId == call).ExecuteDeleteAsync(ct);
    }

    private static IEnumerable<TranscriptSegment> SegmentsOf(JsonElement root, Call call)
    {
        var number = 0;
        foreach (var label in ProviderJson.Items(ProviderJson.Part(root, "speaker_labels")).Take(20_000))
        {
            if (ProviderJson.Text(label, "text") is { } text)
            {
                yield return new TranscriptSegment
                {
                    Id = Guid.CreateVersion7(),
                    OrganizationId = call.OrganizationId,
                    CallId = call.Id,
                    Number = ++number,
                    Speaker = ProviderJson.Text(label, "speaker") ?? "unknown",
                    Text = text,
                    StartSeconds = AnalysisDocument.SecondsOf(label, "start_time"),
                    EndSeconds = AnalysisDocument.SecondsOf(label, "end_time"),
                };
            }
        }
    }
}
