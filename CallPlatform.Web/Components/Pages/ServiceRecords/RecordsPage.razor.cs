using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.ServiceRecords;

public sealed partial class RecordsPage : IDisposable
{
    private const int PageSize = 25;

    private static readonly string[] Statuses = ["Pending", "Ready", "In Progress", "Completed", "Missed", "Failed", "Cancelled"];

    private readonly Loaded<ListingData<ServiceRecordResponse>> records = new();
    private readonly Selection selection = new();
    private Following following = null!;
    private (string?, string?, string?)? loaded;
    private string? text;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private CampaignStart Start { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery] private string? Status { get; set; }

    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    [SupplyParameterFromQuery] private string? Edit { get; set; }

    private bool Filtered => !string.IsNullOrEmpty(Search) || !string.IsNullOrEmpty(Status);

    protected override void OnInitialized()
    {
        following = new(Live, _ => true, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
    }

    protected override Task OnParametersSetAsync()
    {
        text = Search;
        return loaded == (Search, Status, Cursor) ? Task.CompletedTask : LoadAsync();
    }

    public void Dispose()
    {
        following.Dispose();
        records.Dispose();
    }

    private Task LoadAsync()
    {
        loaded = (Search, Status, Cursor);
        return records.LoadAsync(ct => Api.ListServiceRecordsAsync(Search, Status, limit: PageSize, cursor: Cursor, ct: ct));
    }

    // A record stands as its call stands.
    private void StartCampaign()
    {
        Start.RecordIds = [.. selection.Ids];
        Navigation.NavigateTo("/campaigns/new");
    }

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private void CloseEditor() => Navigation.NavigateTo(With("edit", null));

    private Task ChangedAsync()
    {
        CloseEditor();
        return LoadAsync();
    }

    private void Go(string name, object? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [name] = value as string is { Length: > 0 } given ? given.Trim() : null, ["cursor"] = null }));
}
