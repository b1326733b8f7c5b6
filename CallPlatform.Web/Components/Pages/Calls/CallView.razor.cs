using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Calls;

/// <summary>A call whole, on its page and in the list's drawer; it follows the call while it lasts.</summary>
public sealed partial class CallView : IDisposable
{
    private readonly Loaded<CallDetail> call = new();
    private readonly Loaded<IReadOnlyList<CallEventResponse>> events = new();
    private IReadOnlyList<TranscriptTurn> turns = [];
    private Coalesced reload = null!;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    /// <summary>With everything, as a page of its own.</summary>
    [Parameter] public bool Whole { get; set; }

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
        events.Dispose();
    }

    private static bool HasRecording(CallDetail it) =>
        CallDocuments.Text(it.Metadata, "recordingUrl") is not null || CallDocuments.Text(it.Metadata, "stereoRecordingUrl") is not null;

    private async Task LoadAsync()
    {
        // Each part by itself: a timeline that cannot be loaded must not hide the call.
        await call.LoadAsync(ct => Api.GetCallAsync(Id, ct));
        turns = call.Value is { } it ? TranscriptTurn.Of(it) : [];
        if (Whole)
        {
            await events.LoadAsync(ct => Api.ListCallEventsAsync(Id, ct));
        }
    }

    private void OnChanged(LiveEvent change)
    {
        if (change.CallId != Id)
        {
            return;
        }

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

    private void Take(CallDetail changed)
    {
        call.Value = changed;
        turns = TranscriptTurn.Of(changed);
        reload.Ask();
    }
}
