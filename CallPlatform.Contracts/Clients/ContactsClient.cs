namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public Task<IReadOnlyList<ContactResponse>> ListContactsAsync(CancellationToken ct = default) =>
        GetAsync("api/contacts", Json.IReadOnlyListContactResponse, ct);

    public Task<ContactResponse> GetContactAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/contacts/{id}", Json.ContactResponse, ct);

    public Task<ContactResponse> CreateContactAsync(ContactRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/contacts", request, Json.ContactRequest, Json.ContactResponse, ct);

    public Task<ContactResponse> ReplaceContactAsync(Guid id, ContactRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/contacts/{id}", request, Json.ContactRequest, Json.ContactResponse, ct);

    public Task<MessageResponse> DeleteContactAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/contacts/{id}", Json.MessageResponse, ct);
}
