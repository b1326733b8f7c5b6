using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Calls;

public sealed partial class CallsPage : IDisposable
{
    private const int PageSize = 25;
    private const int MostCounted = 10_000;

    private readonly Loaded<CallPage> calls = new();
    private Following following = null!;
    private CallQuery? loaded;
    private string? text;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "page")] private int? PageAsked { get; set; }

    [SupplyParameterFromQuery] private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery] private string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "contact")] private Guid? ContactId { get; set; }

    [SupplyParameterFromQuery] private string? From { get; set; }

    [SupplyParameterFromQuery] private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "call")] private Guid? Open { get; set; }

    /// <summary>What the prerendered page loaded, so that the circuit need not load it again.</summary>
    [PersistentState] public CallPage? Prerendered { get; set; }

    private int PageNumber => Math.Max(1, PageAsked ?? 1);

    private bool Filtered => Query with { Page = 1 } != new CallQuery(1, PageSize);

    private CallQuery Query => new(PageNumber, PageSize, Status, Search, ContactId, Day(From), Day(To), Direction);

    // The filters as a view keeps them: no page, no open row.
    private string ViewQuery => new Uri(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["page"] = null, ["call"] = null })).Query;

    private ExportRequest AsExport => new("calls", Status, Search, ContactId, Day(From), Day(To), Direction);

    protected override void OnInitialized()
    {
        following = new(Live, change => change.CallId is not null, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
        Live.Changed += OnChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        text = Search;
        // Opening a row changes the address, not the list.
        if (Query == loaded)
        {
            return;
        }

        if (loaded is null && Prerendered is not null)
        {
            (calls.Value, loaded) = (Prerendered, Query);
            return;
        }

        await LoadAsync();
        // A list shows no transcript, and the page that hands it over should not carry it twice.
        Prerendered = calls.Value is { } page ? page with { Data = [.. page.Data.Select(c => c with { Transcript = null })] } : null;
    }

    public void Dispose()
    {
        Live.Changed -= OnChanged;
        following.Dispose();
        calls.Dispose();
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private Task LoadAsync()
    {
        loaded = Query;
        return calls.LoadAsync(ct => Api.ListCallsAsync(Query, ct));
    }

    private void OnChanged(LiveEvent change)
    {
        if (change.CallId is { } id)
        {
            InvokeAsync(() => ShowAtOnce(id, change.Status));
        }
    }

    // The new status is known already; the rest of the row follows with the reload.
    private void ShowAtOnce(Guid id, string? status)
    {
        if (status is not null && calls.Value is { } page && page.Data.Any(c => c.Id == id))
        {
            calls.Value = page with { Data = [.. page.Data.Select(c => c.Id == id ? c with { Status = status } : c)] };
            StateHasChanged();
        }
    }

    // A filtered total is counted up to ten thousand.
    private string Total(long total) => Filtered && total >= MostCounted ? T["TotalOver", Words.Count(MostCounted)] : Words.Count(total);

    private string AddressOf(Guid? call) => Navigation.GetUriWithQueryParameter("call", call);

    private void ApplySearch() => Go("q", text);

    private void Go(string name, object? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>
        {
            [name] = value as string is { Length: > 0 } given ? given.Trim() : null,
            ["page"] = null,
            ["call"] = null,
        }));
}
