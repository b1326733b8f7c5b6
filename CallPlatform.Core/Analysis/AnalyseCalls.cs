using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// What follows from a call that was talked: inbound ones are transcribed and analysed once there is a recording; outbound ones too
/// where the organisation wants it, else the voice provider's own analysis is taken in the same shape.
/// </summary>
internal sealed class AnalyseCalls(
    CallPlatformDbContext db, CallTransaction transaction, KnownFacts facts, AnalysisBook book, IEnumerable<IAnalysisProvider> providers, TimeProvider clock) : ICallReaction
{
    public async Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        var recorded = changes.Where(c => IsRecorded(c.After) && !IsRecorded(c.Before) && !c.Call.IsDemo).Select(c => c.Call).ToList();
        var analysed = changes
            .Where(c => c.Call.Direction == "outbound" && HasOwn(c.After) && IsNews(c))
            .Select(c => c.Call).ToList();
        if (recorded.Count == 0 && analysed.Count == 0)
        {
            return;
        }

        var organizations = recorded.Concat(analysed).Select(c => c.OrganizationId).Distinct().ToArray();
        var all = await db.InboundSettings.Where(s => organizations.Contains(s.OrganizationId) && s.AnalyseOutbound).Select(s => s.OrganizationId).ToListAsync(ct);
        if (providers.FirstOrDefault(p => p.IsReady) is { } provider)
        {
            await BeginAsync([.. recorded.Where(c => c.Direction == "inbound" || all.Contains(c.OrganizationId))], provider.Name, ct);
        }

        var own = analysed.Where(c => !all.Contains(c.OrganizationId)).ToList();
        await facts.ReadAsync(own, ct);
        foreach (var call in own)
        {
            await book.StoreAsync(call, call.Provider, null, OwnAnalysis.DocumentOf(call.State), ct);
        }
    }

    private static bool IsRecorded(CallState state) => state is { Status: CallStatus.Completed, RecordingUrl: not null };

    private static bool HasOwn(CallState state) => state.Status.IsTerminal() && (state.Analysis is not null || state.StructuredOutputs is not null);

    // The analysis may come before the end of the call is told, or after it.
    private static bool IsNews(CallChange change) =>
        !HasOwn(change.Before) || change.After.Analysis != change.Before.Analysis || change.After.StructuredOutputs != change.Before.StructuredOutputs;

    private async Task BeginAsync(List<Call> calls, string provider, CancellationToken ct)
    {
        var ids = calls.Select(c => c.Id).ToArray();
        var known = ids.Length == 0
            ? []
            : await db.AnalysisTasks.Where(t => t.CallId != null && ids.Contains(t.CallId.Value) && t.Kind == AnalysisKinds.Transcription)
                .Select(t => t.CallId!.Value).ToListAsync(ct);
        foreach (var call in calls.Where(c => !known.Contains(c.Id)))
        {
            TaskStarter.Add(db, provider, AnalysisKinds.Transcription, call.OrganizationId, call.Id, null, clock.GetUtcNow());
            transaction.Wake(BusTopics.JobsDue);
        }
    }
}
