using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace CallPlatform.Web.Auth;

/// <summary>Who looks at the page. The Api decides what they may do; this only spares them buttons that would be refused.</summary>
internal sealed class CurrentUser(AuthenticationStateProvider authentication)
{
    public string Name => Claim(ClaimTypes.Name);

    public string Username => Claim(SessionClaims.Username);

    public string Role => Claim(ClaimTypes.Role);

    public string OrganizationName => Claim(SessionClaims.OrganizationName);

    public string TimeZone => Claim(SessionClaims.TimeZone);

    /// <summary>May place and cancel calls, and edit contacts.</summary>
    public bool MayWork => Role is not ("viewer" or "");

    public bool MayEditScripts => Role is "owner" or "manager" or "csr";

    /// <summary>May run campaigns, projects and AI agents, change the calling rules, delete calls, and see everybody's figures.</summary>
    public bool MayManage => Role is "owner" or "manager";

    /// <summary>Goes to appointments and records them.</summary>
    public bool MayVisit => Role is "sales_rep" or "owner" or "manager";

    public Guid Id => Guid.TryParse(Claim(ClaimTypes.NameIdentifier), out var id) ? id : Guid.Empty;

    public bool IsOwner => Role is "owner";

    // The host sets the state before it renders anything, so the task is always done by then.
    private ClaimsPrincipal User =>
        authentication.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } done ? done.Result.User : new();

    private string Claim(string type) => User.FindFirstValue(type) ?? "";
}
