using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Leads;

public sealed partial class LeadsPage : IDisposable
{
    private const int PageSize = 25;

    private readonly Loaded<ListingData<LeadResponse>> leads = new();
    private readonly Loaded<IReadOnlyList<ProjectResponse>> projects = new();
    private Following following = null!;
    private LeadQuery? loaded;
    private string? text;
    private int version;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery] private string? View { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery] private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "project")] private Guid? ProjectId { get; set; }

    [SupplyParameterFromQuery(Name = "notcalled")] private bool NotCalled { get; set; }

    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "lead")] private Guid? Open { get; set; }

    [SupplyParameterFromQuery] private string? Dialog { get; set; }

    private bool IsBoard => View == "board";

    private bool Filtered => Search is not null || Status is not null || ProjectId is not null || NotCalled;

    private LeadQuery Query => new(IsBoard ? null : Status, Search, ProjectId, NotCalled: NotCalled, Limit: PageSize, Cursor: Cursor);

    protected override Task OnInitializedAsync()
    {
        following = new(Live, change => change.CallId is not null && change.Status is not ("ringing" or "initiated" or "in-progress"), () => InvokeAsync(ReloadAsync));
        return projects.LoadAsync(Api.ListProjectsAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        text = Search;
        // Opening a row changes the address, not the list.
        if (!IsBoard && Query != loaded)
        {
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        following.Dispose();
        leads.Dispose();
        projects.Dispose();
    }

    private Task LoadAsync()
    {
        loaded = Query;
        return leads.LoadAsync(ct => Api.ListLeadsAsync(Query, ct));
    }

    private async Task ReloadAsync()
    {
        version++;
        if (!IsBoard)
        {
            await LoadAsync();
        }

        StateHasChanged();
    }

    // A call's beginning and end move its lead; what is between does not.
    private Task OpenAsync(Guid lead)
    {
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["dialog"] = null, ["lead"] = lead }));
        return ReloadAsync();
    }

    private void CloseDialog() => Navigation.NavigateTo(With("dialog", null));

    private string AddressOf(Guid? lead) => Navigation.GetUriWithQueryParameter("lead", lead);

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private void Go(string name, object? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>
        {
            [name] = value as string is { Length: > 0 } given ? given.Trim() : null,
            ["cursor"] = null,
            ["lead"] = null,
        }));
}
