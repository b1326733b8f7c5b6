namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public Task<TokenResponse> SignInAsync(TokenRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/token", request, Json.TokenRequest, Json.TokenResponse, ct);

    public Task<TokenResponse> RefreshAsync(RefreshRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/token/refresh", request, Json.RefreshRequest, Json.TokenResponse, ct);

    public Task<CurrentUserResponse> GetCurrentUserAsync(CancellationToken ct = default) =>
        GetAsync("api/v1/users/me", Json.CurrentUserResponse, ct);

    /// <summary>Ends the session the refresh token belongs to.</summary>
    public Task<SuccessResponse> SignOutAsync(RefreshRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/token/sign-out", request, Json.RefreshRequest, Json.SuccessResponse, ct);
}
