using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Contacts;

/// <summary>Everything with one person, on one line of time.</summary>
public sealed partial class ContactCardPage : IDisposable
{
    private readonly Loaded<ContactCardDetail> card = new();
    private readonly Loaded<IReadOnlyList<DecisionResponse>> decisions = new();
    private IReadOnlyList<TimelineEntry> entries = [];
    private Following following = null!;
    private Guid? loaded;
    private bool editing;

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] private string? Show { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private IReadOnlyList<TimelineEntry> Shown => Show is { Length: > 0 } ? [.. entries.Where(e => e.Kind == Show)] : entries;

    protected override void OnInitialized()
    {
        following = new(Live, change => change.CallId is not null, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded != Id)
        {
            loaded = Id;
            card.Clear();
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        following.Dispose();
        card.Dispose();
        decisions.Dispose();
    }

    // Each part by itself: a ledger that cannot be loaded must not hide the person.
    private async Task LoadAsync()
    {
        await Task.WhenAll(card.LoadAsync(ct => Api.GetContactCardAsync(Id, ct)), decisions.LoadAsync(ct => Api.ListContactDecisionsAsync(Id, ct)));
        entries = card.Value is { } it ? TimelineEntry.Of(it, decisions.Value ?? []) : [];
    }

    // The feed names calls, not people: a call that is not on the card yet may be this person's.
    private async Task SavedAsync()
    {
        editing = false;
        await LoadAsync();
    }

    private static List<(string Name, string Value)> PropertiesOf(ContactCardDetail it) => it.Properties.ValueKind == JsonValueKind.Object
        ? [.. it.Properties.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            .Select(p => (p.Name.Replace('_', ' '), p.Value.ToString())).Take(20)]
        : [];
}
