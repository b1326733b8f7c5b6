using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.FeedbackCalls;

public sealed partial class FeedbackCallsPage : IDisposable
{
    private const int PageSize = 25;
    private const int MostAtOnce = 1000;

    private static readonly string[] Lists = ["ready", "missed", "completed"];

    private readonly Loaded<FeedbackCallPage> calls = new();
    private readonly Loaded<FeedbackCallCounts> counts = new();
    private readonly Loaded<ListingData<CampaignResponse>> campaigns = new();
    private readonly Selection selection = new();
    private Following following = null!;
    private (string Tab, FeedbackCallQuery Query)? loaded;
    private Failure? failure;
    private string? dialled;
    private string? text;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "tab")] private string? TabAsked { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery] private string? Advisor { get; set; }

    [SupplyParameterFromQuery] private string? Type { get; set; }

    [SupplyParameterFromQuery] private string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "campaign")] private Guid? CampaignId { get; set; }

    [SupplyParameterFromQuery] private string? From { get; set; }

    [SupplyParameterFromQuery] private string? To { get; set; }

    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "call")] private Guid? Open { get; set; }

    /// <summary>What the prerendered page loaded, so that the circuit need not load it again.</summary>
    [PersistentState] public FeedbackCallPage? Prerendered { get; set; }

    private string Tab => TabAsked is "missed" or "completed" or "demo" or "schedule" ? TabAsked : "ready";

    private bool IsList => Lists.Contains(Tab);

    private FeedbackCallQuery Query => new(Search, CampaignId, Advisor, Type, Tag, Day(From), Day(To), Limit: PageSize, Cursor: Cursor);

    private bool Filtered => Query with { Cursor = null } != new FeedbackCallQuery(Limit: PageSize);

    private Tabs.Tab[] Items =>
    [
        new("ready", T["FeedbackTab_ready"], Badge(counts.Value?.Ready)),
        new("missed", T["FeedbackTab_missed"], Badge(counts.Value?.Missed)),
        new("completed", T["FeedbackTab_completed"], Badge(counts.Value?.Completed)),
        new("demo", T["FeedbackTab_demo"]),
        new("schedule", T["FeedbackTab_schedule"]),
    ];

    protected override void OnInitialized()
    {
        following = new(Live, _ => true, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
    }

    protected override async Task OnParametersSetAsync()
    {
        text = Search;
        if (loaded == (Tab, Query))
        {
            return; // a row was opened: the address changed, the list did not
        }

        if (loaded?.Tab != Tab)
        {
            selection.Clear();
            (dialled, failure) = (null, null);
            calls.Clear();
        }

        if (loaded is null && Prerendered is not null)
        {
            (calls.Value, loaded) = (Prerendered, (Tab, Query));
            await Task.WhenAll(CountAsync(), campaigns.LoadAsync(ct => Api.ListCampaignsAsync(limit: 200, ct: ct)));
            return;
        }

        await Task.WhenAll(LoadAsync(), campaigns.Value is null ? campaigns.LoadAsync(ct => Api.ListCampaignsAsync(limit: 200, ct: ct)) : Task.CompletedTask);
        Prerendered = calls.Value is { } page ? page with { Items = [.. page.Items.Select(c => c with { Transcript = null })] } : null;
    }

    public void Dispose()
    {
        following.Dispose();
        calls.Dispose();
        counts.Dispose();
        campaigns.Dispose();
    }

    private static DateOnly? Day(string? typed) =>
        DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Badge(int? count) => count is not { } n ? null
        : n >= FeedbackCallCounts.Most ? n.ToString("N0", CultureInfo.CurrentCulture) + "+" : n.ToString("N0", CultureInfo.CurrentCulture);

    private Task LoadAsync()
    {
        loaded = (Tab, Query);
        var tab = Tab;
        return Task.WhenAll(CountAsync(), IsList ? calls.LoadAsync(ct => Api.ListFeedbackCallsAsync(tab, Query, ct)) : Task.CompletedTask);
    }

    private Task CountAsync() => counts.LoadAsync(ct => Api.CountFeedbackCallsAsync(Query with { Cursor = null }, ct));

    private async Task CallSelectedAsync()
    {
        (busy, failure, dialled) = (true, null, null);
        try
        {
            var accepted = 0;
            var skipped = new List<SkippedCall>();
            foreach (var bite in selection.Ids.ToArray().Chunk(MostAtOnce))
            {
                var answer = await Api.InitiateFeedbackCallsAsync(new(bite));
                accepted += answer.Accepted;
                skipped.AddRange(answer.Skipped);
            }

            dialled = skipped.Count == 0 ? T["BulkCalled", accepted] : T["BulkCalledSome", accepted, skipped.Count];
            selection.Clear();
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private Task DeletedAsync()
    {
        Navigation.NavigateTo(AddressOf(null));
        return LoadAsync();
    }

    private string AddressOf(Guid? call) => Navigation.GetUriWithQueryParameter("call", call);

    private void Go(string name, object? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>
        {
            [name] = value as string is { Length: > 0 } given ? given.Trim() : null,
            ["cursor"] = null,
            ["call"] = null,
        }));
}
