using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Contacts;

public sealed partial class ContactsPage : IDisposable
{
    private const int PageSize = 25;

    private readonly Loaded<IReadOnlyList<ContactResponse>> contacts = new();
    private ContactResponse? deleting;
    private Failure? failure;
    private string? text;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "page")] private int? PageAsked { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "contact")] private Guid? ContactId { get; set; }

    [SupplyParameterFromQuery] private string? Edit { get; set; }

    private int PageNumber => Math.Max(1, PageAsked ?? 1);

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnParametersSet() => text = Search;

    public void Dispose() => contacts.Dispose();

    private Task LoadAsync() => contacts.LoadAsync(Api.ListContactsAsync);

    private List<ContactResponse> Matching(IReadOnlyList<ContactResponse> all)
    {
        var digits = string.Concat((Search ?? "").Where(char.IsAsciiDigit));
        return [.. all.Where(c => (ContactId is null || c.Id == ContactId) && (string.IsNullOrWhiteSpace(Search)
            || c.Name.Contains(Search, StringComparison.CurrentCultureIgnoreCase)
            || c.Email?.Contains(Search, StringComparison.OrdinalIgnoreCase) == true
            || (digits.Length > 2 && c.Phone.Contains(digits, StringComparison.Ordinal))))];
    }

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim(), ["page"] = null }));

    private void CloseEditor() => Navigation.NavigateTo(With("edit", null));

    private async Task SavedAsync()
    {
        CloseEditor();
        await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        (busy, failure) = (true, null);
        try
        {
            await Api.DeleteContactAsync(deleting!.Id);
            deleting = null;
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }
}
