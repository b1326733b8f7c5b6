using CallPlatform.Contracts;
using CallPlatform.Web.Components.Pages.Calls;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.FeedbackCalls;

/// <summary>A feedback call beside its list: what came of it, what people write about it, how it was decided.</summary>
public sealed partial class FeedbackPanel : IDisposable
{
    private readonly Loaded<FeedbackCall> feedback = new();
    private readonly Loaded<IReadOnlyList<DecisionResponse>> decisions = new();
    private FollowedCall followed = null!;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    [Parameter, EditorRequired] public EventCallback OnDeleted { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    protected override Task OnInitializedAsync()
    {
        followed = new(Id, Api, Live, LoadBesideAsync, change => InvokeAsync(() => { change(); StateHasChanged(); }));
        return LoadAsync();
    }

    public void Dispose()
    {
        followed.Dispose();
        feedback.Dispose();
        decisions.Dispose();
    }

    private Task LoadAsync() => followed.LoadAsync();

    private Task LoadBesideAsync() => Task.WhenAll(
        feedback.LoadAsync(ct => Api.GetFeedbackCallAsync(Id, ct)),
        decisions.LoadAsync(ct => Api.ListCallDecisionsAsync(Id, ct)));

    private void Take(FeedbackCall saved) => feedback.Value = saved;
}
