using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Calls;

/// <summary>A call whole, on its page and in the list's drawer; it follows the call while it lasts.</summary>
public sealed partial class CallView : IDisposable
{
    private readonly Loaded<IReadOnlyList<CallEventResponse>> events = new();
    private FollowedCall followed = null!;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    /// <summary>With everything, as a page of its own.</summary>
    [Parameter] public bool Whole { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    protected override Task OnInitializedAsync()
    {
        followed = new(Id, Api, Live, LoadEventsAsync, change => InvokeAsync(() => { change(); StateHasChanged(); }));
        return followed.LoadAsync();
    }

    public void Dispose()
    {
        followed.Dispose();
        events.Dispose();
    }

    private Task LoadEventsAsync() => Whole ? events.LoadAsync(ct => Api.ListCallEventsAsync(Id, ct)) : Task.CompletedTask;
}
