using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Board;

/// <summary>The calls under way. It follows the live feed, looks by itself every few seconds, and says so when it cannot.</summary>
public sealed partial class BoardPage : IDisposable
{
    private const int LookEverySeconds = 5;
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(15);

    private readonly Loaded<Contracts.LiveBoard> board = new();
    private Following following = null!;
    private ITimer? clock;
    private LiveCall? ending;
    private Failure? failure;
    private int seconds;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool IsStale => board.Value is { } read && (Live.State == LiveFeedState.Reconnecting || board.Failure is not null || Time.GetUtcNow() - read.AsOf > StaleAfter);

    protected override async Task OnInitializedAsync()
    {
        following = new(Live, _ => true, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }), listens: true);
        Live.StateChanged += OnFeedChanged;
        if (RendererInfo.IsInteractive)
        {
            clock = Time.CreateTimer(_ => InvokeAsync(Tick), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }

        await LoadAsync();
    }

    public void Dispose()
    {
        Live.StateChanged -= OnFeedChanged;
        clock?.Dispose();
        following.Dispose();
        board.Dispose();
    }

    private Task LoadAsync() => board.LoadAsync(Api.GetLiveBoardAsync);

    // The timers run on; a call that only gets older is no news to the Api.
    private void Tick()
    {
        if (++seconds % LookEverySeconds == 0)
        {
            following.Ask();
        }

        StateHasChanged();
    }

    private void OnFeedChanged() => InvokeAsync(StateHasChanged);

    private string AddressOf(Guid? call) => Navigation.GetUriWithQueryParameter("call", call);

    private async Task EndAsync()
    {
        (busy, failure) = (true, null);
        try
        {
            await Api.CancelCallAsync(ending!.Id);
            ending = null;
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }
}
