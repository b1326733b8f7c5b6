using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;

namespace CallPlatform.Web.Components.Pages.Calls;

/// <summary>
/// A call as a page or a panel shows it, followed while it lasts: its status at once, what is said as it is said, the rest by loading anew.
/// </summary>
internal sealed class FollowedCall : IDisposable
{
    private readonly Guid id;
    private readonly ApiClient api;
    private readonly LiveFeed live;
    private readonly Func<Task> beside;
    private readonly Func<Action, Task> onPage;
    private readonly Following following;
    private readonly Loaded<Findings> findings = new();

    /// <param name="id">Which call.</param>
    /// <param name="api">Where it is loaded from.</param>
    /// <param name="live">The circuit's feed.</param>
    /// <param name="beside">Loads what stands beside it, each part by itself: a timeline that cannot be loaded must not hide the call.</param>
    /// <param name="onPage">Runs a change on the page's dispatcher and draws.</param>
    public FollowedCall(Guid id, ApiClient api, LiveFeed live, Func<Task> beside, Func<Action, Task> onPage)
    {
        (this.id, this.api, this.live, this.beside, this.onPage) = (id, api, live, beside, onPage);
        following = new(live, change => change.CallId == id, async () => { await LoadAsync(); await onPage(() => { }); }, listens: true);
        live.Changed += TakeStatus;
    }

    public Loaded<CallDetail> Call { get; } = new();

    /// <summary>What the analysis of its recording found; a call that was not analysed has none.</summary>
    public AnalysisDetail? Analysis { get; private set; }

    /// <summary>Work on its recording.</summary>
    public IReadOnlyList<AnalysisTaskResponse> Tasks { get; private set; } = [];

    public IReadOnlyList<TranscriptTurn> Turns { get; private set; } = [];

    public bool HasRecording => Call.Value is { } it
        && (CallDocuments.Text(it.Metadata, "recordingUrl") ?? CallDocuments.Text(it.Metadata, "stereoRecordingUrl")) is not null;

    public async Task LoadAsync()
    {
        await Task.WhenAll(Call.LoadAsync(ct => api.GetCallAsync(id, ct)), beside());
        Turns = Call.Value is { } it ? TranscriptTurn.Of(it) : [];
        if (Call.Value is { } over && !CallWords.IsActive(over.Status))
        {
            await findings.LoadAsync(LoadFindingsAsync);
        }
    }

    // Of a call that ended: its provider may tell nothing, or its recording may be transcribed and analysed elsewhere.
    private async Task<Findings> LoadFindingsAsync(CancellationToken ct)
    {
        var (analysis, transcript, tasks) = (api.FindCallAnalysisAsync(id, ct), api.FindCallTranscriptAsync(id, ct), api.ListCallAnalysisTasksAsync(id, ct));
        await Task.WhenAll(analysis, transcript, tasks);
        (Analysis, Tasks) = (await analysis, await tasks);
        if (await transcript is { Segments.Count: > 0 } heard)
        {
            Turns = TranscriptTurn.Of(heard);
        }

        return new(Analysis);
    }

    /// <summary>The call as an action on it answered.</summary>
    public void Take(CallDetail changed)
    {
        Call.Value = changed;
        following.Ask();
    }

    public void Dispose()
    {
        live.Changed -= TakeStatus;
        following.Dispose();
        Call.Dispose();
        findings.Dispose();
    }

    private sealed record Findings(AnalysisDetail? Analysis);

    private void TakeStatus(LiveEvent change)
    {
        if (change.CallId == id && change.Status is { } status)
        {
            _ = onPage(() =>
            {
                if (Call.Value is { } it && it.Status != status)
                {
                    Call.Value = it with { Status = status };
                }
            });
        }
    }
}
