using CallPlatform.Contracts;
using CallPlatform.Web.Components.Pages.Calls;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.FeedbackCalls;

/// <summary>A feedback call beside its list: what came of it, what people write about it, how it was decided.</summary>
public sealed partial class FeedbackPanel : IDisposable
{
    private readonly Loaded<CallDetail> call = new();
    private readonly Loaded<FeedbackCall> feedback = new();
    private readonly Loaded<IReadOnlyList<DecisionResponse>> decisions = new();
    private IReadOnlyList<TranscriptTurn> turns = [];
    private Coalesced reload = null!;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    [Parameter, EditorRequired] public EventCallback OnDeleted { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        reload = new(() => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
        Live.Changed += OnChanged;
        Live.Returned += reload.Ask;
        await LoadAsync();
    }

    public void Dispose()
    {
        Live.Changed -= OnChanged;
        Live.Returned -= reload.Ask;
        reload.Dispose();
        call.Dispose();
        feedback.Dispose();
        decisions.Dispose();
    }

    private static bool HasRecording(CallDetail it) =>
        CallDocuments.Text(it.Metadata, "recordingUrl") is not null || CallDocuments.Text(it.Metadata, "stereoRecordingUrl") is not null;

    private async Task LoadAsync()
    {
        await Task.WhenAll(
            call.LoadAsync(ct => Api.GetCallAsync(Id, ct)),
            feedback.LoadAsync(ct => Api.GetFeedbackCallAsync(Id, ct)),
            decisions.LoadAsync(ct => Api.ListCallDecisionsAsync(Id, ct)));
        turns = call.Value is { } it ? TranscriptTurn.Of(it) : [];
    }

    private void OnChanged(LiveEvent change)
    {
        if (change.CallId != Id)
        {
            return;
        }

        // The new status is known already; the rest follows with the reload.
        if (change.Status is { } status)
        {
            InvokeAsync(() =>
            {
                if (call.Value is { } it && it.Status != status)
                {
                    call.Value = it with { Status = status };
                    StateHasChanged();
                }
            });
        }

        reload.Ask();
    }

    private void Take(FeedbackCall saved) => feedback.Value = saved;
}
