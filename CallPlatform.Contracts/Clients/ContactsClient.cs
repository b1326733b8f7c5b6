namespace CallPlatform.Contracts;

/// <summary>A page of a bare array: the rest is in the answer's headers.</summary>
public sealed record ContactPage(IReadOnlyList<ContactResponse> Items, long Total, string? NextCursor);

public sealed partial class ApiClient
{
    /// <summary>The newest contacts, at most 1,000: for all of them use <see cref="FindContactsAsync"/>.</summary>
    public Task<IReadOnlyList<ContactResponse>> ListContactsAsync(CancellationToken ct = default) =>
        GetAsync("api/contacts", Json.IReadOnlyListContactResponse, ct);

    /// <summary>A page of the contacts that match, newest first.</summary>
    /// <param name="search">Part of the name, number or e-mail address.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ContactPage> FindContactsAsync(string? search = null, int limit = 25, string? cursor = null, CancellationToken ct = default)
    {
        using var response = await http.GetAsync("api/contacts" + QueryText.Of(("search", search), ("limit", $"{limit}"), ("cursor", cursor)), ct);
        var items = await ReadAsync(response, Json.IReadOnlyListContactResponse, ct);
        var total = response.Headers.TryGetValues("X-Total-Count", out var totals) && long.TryParse(totals.First(), out var count) ? count : items.Count;
        return new ContactPage(items, total, response.Headers.TryGetValues("Link", out var links) ? QueryText.CursorOf(links.First()) : null);
    }

    public Task<ContactResponse> GetContactAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/contacts/{id}", Json.ContactResponse, ct);

    /// <summary>The person with all that is known: leads, calls, messages, appointments, visits, tasks.</summary>
    public async Task<ContactCardDetail> GetContactCardAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/contact-cards/{id}", Json.EnvelopeContactCardDetail, ct)).Data;

    public Task<ContactResponse> CreateContactAsync(ContactRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/contacts", request, Json.ContactRequest, Json.ContactResponse, ct);

    public Task<ContactResponse> ReplaceContactAsync(Guid id, ContactRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/contacts/{id}", request, Json.ContactRequest, Json.ContactResponse, ct);

    public Task<MessageResponse> DeleteContactAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/contacts/{id}", Json.MessageResponse, ct);
}
