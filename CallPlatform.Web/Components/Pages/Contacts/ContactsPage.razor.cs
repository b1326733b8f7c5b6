using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Contacts;

public sealed partial class ContactsPage : IDisposable
{
    private const int PageSize = 25;

    private readonly Loaded<ContactPage> contacts = new();
    private (string?, string?)? loaded;
    private ContactResponse? deleting;
    private Failure? failure;
    private string? text;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }

    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    /// <summary>Addresses of before the contact's own page: they go on working.</summary>
    [SupplyParameterFromQuery(Name = "contact")] private Guid? ContactId { get; set; }

    [SupplyParameterFromQuery] private string? Edit { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        text = Search;
        if (ContactId is { } contact)
        {
            Navigation.NavigateTo($"/contacts/{contact}", replace: true);
            return;
        }

        // Opening the dialog changes the address, not the list.
        if (loaded != (Search, Cursor))
        {
            await LoadAsync();
        }
    }

    public void Dispose() => contacts.Dispose();

    private Task LoadAsync()
    {
        loaded = (Search, Cursor);
        return contacts.LoadAsync(ct => Api.FindContactsAsync(Search, PageSize, Cursor, ct));
    }

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim(), ["cursor"] = null }));

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
