namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>Members of staff, the newest first.</summary>
    public async Task<ListingData<UserResponse>> ListUsersAsync(
        string? search = null, string? role = null, bool? active = null, int limit = 200, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/users" + QueryText.Of(
            ("search", search), ("role", role), ("active", active is { } wanted ? (wanted ? "true" : "false") : null), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingUserResponse, ct)).Data;

    public Task<UserResponse> ChangeUserAsync(Guid id, UserPatch patch, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Patch, $"api/v1/users/{id}", patch, Json.UserPatch, Json.UserResponse, ct);

    public async Task<IReadOnlyList<InvitationResponse>> ListInvitationsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/users/invitations", Json.ListingInvitationResponse, ct)).Data.Items;

    public Task<InvitationCreated> InviteAsync(InvitationRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/users/invitations", request, Json.InvitationRequest, Json.InvitationCreated, ct);

    public Task<SuccessResponse> WithdrawInvitationAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/users/invitations/{id}", Json.SuccessResponse, ct);

    /// <summary>A one-time link with which the user chooses a new password.</summary>
    public Task<InvitationCreated> CreatePasswordLinkAsync(Guid userId, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/users/{userId}/password-link", Json.InvitationCreated, ct);

    public Task<InvitationOfferResponse> LookUpInvitationAsync(InvitationLookup request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/invitations/look-up", request, Json.InvitationLookup, Json.InvitationOfferResponse, ct);

    public Task<TokenResponse> AcceptInvitationAsync(AcceptInvitationRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/invitations/accept", request, Json.AcceptInvitationRequest, Json.TokenResponse, ct);

    /// <summary>Changes the caller's password; their other sessions end.</summary>
    public Task<SuccessResponse> ChangePasswordAsync(PasswordRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/users/me/password", request, Json.PasswordRequest, Json.SuccessResponse, ct);

    public async Task<IReadOnlyList<SessionInfo>> ListMySessionsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/users/me/sessions", Json.ListingSessionInfo, ct)).Data.Items;

    public Task<SuccessResponse> EndMySessionAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/users/me/sessions/{id}", Json.SuccessResponse, ct);

    /// <summary>Signs the caller out everywhere, here too unless told to keep this session.</summary>
    public Task<SuccessResponse> EndMySessionsAsync(bool keepCurrent, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, "api/v1/users/me/sessions" + QueryText.Of(("keep_current", keepCurrent ? "true" : "false")), Json.SuccessResponse, ct);
}
