using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Home;

/// <summary>A board of figures of some days: loads when the days change, again when calls end, and keeps what it had meanwhile.</summary>
public abstract class FiguresBoard<TFigures> : ComponentBase, IDisposable
    where TFigures : class
{
    private Following following = null!;
    private DaySpan? loaded;

    [Parameter, EditorRequired] public DaySpan Span { get; set; }

    internal Loaded<TFigures> Figures { get; } = new();

    [Inject] internal ApiClient Api { get; set; } = null!;

    [Inject] internal LiveFeed Live { get; set; } = null!;

    protected override void OnInitialized()
    {
        // Figures rest on ended calls and their analyses; a ring changes none.
        following = new(Live, change => change.Status is not ("ready" or "queued" or "initiated" or "ringing" or "in-progress"), () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded != Span)
        {
            loaded = Span;
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        following.Dispose();
        Figures.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TFigures> ReadAsync(CancellationToken ct);

    protected Task LoadAsync() => Figures.LoadAsync(ReadAsync);
}

/// <summary>Figures with those of as many days before, to compare with.</summary>
public sealed record Compared<TFigures>(TFigures Now, TFigures Before);
