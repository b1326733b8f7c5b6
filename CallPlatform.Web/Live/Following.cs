using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;

namespace CallPlatform.Web.Live;

/// <summary>
/// Has a page load anew when something it shows changed, or may have changed while the feed was away; many changes share a load.
/// </summary>
internal sealed class Following : IDisposable
{
    private readonly LiveFeed live;
    private readonly Func<LiveEvent, bool> concerns;
    private readonly Coalesced reload;
    private readonly bool listens;

    /// <param name="live">The circuit's feed.</param>
    /// <param name="concerns">Whether a change is one of what the page shows.</param>
    /// <param name="load">Loads and draws, on the page's own dispatcher.</param>
    /// <param name="listens">Also to what is said on calls.</param>
    public Following(LiveFeed live, Func<LiveEvent, bool> concerns, Func<Task> load, bool listens = false)
    {
        (this.live, this.concerns, this.listens, reload) = (live, concerns, listens, new(load));
        live.Changed += OnChanged;
        live.Returned += Ask;
        if (listens)
        {
            live.Heard += OnChanged;
        }
    }

    /// <summary>Loads anew, soon.</summary>
    public void Ask() => reload.Ask();

    public void Dispose()
    {
        live.Changed -= OnChanged;
        live.Returned -= Ask;
        if (listens)
        {
            live.Heard -= OnChanged;
        }

        reload.Dispose();
    }

    private void OnChanged(LiveEvent change)
    {
        if (concerns(change))
        {
            reload.Ask();
        }
    }
}
