using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Authorization;

namespace CallPlatform.Api.Auth;

/// <summary>What a route asks of its caller. Which role may what stands here and nowhere else.</summary>
internal static class Permissions
{
    public const string Read = "read";
    public const string PlaceCalls = "place_calls";
    public const string EditContacts = "edit_contacts";
    public const string EditScripts = "edit_scripts";
    public const string Manage = "manage";
    public const string Own = "own";
    public const string EditAppointments = "edit_appointments";
    public const string RecordVisits = "record_visits";

    /// <summary>One's own password and sessions: for people, whatever their role.</summary>
    public const string Account = "account";
    public const string OwnCsrFigures = "own_csr_figures";
    public const string OwnSalesFigures = "own_sales_figures";

    /// <summary>A caller that has it is a machine with an API key.</summary>
    internal const string KeyClaim = "api_key";

    /// <summary>What that key was made for. Scopes are permissions' names: a permission without a scope is for people only.</summary>
    internal const string ScopeClaim = "scope";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [Read] = [.. Roles.All],
        [PlaceCalls] = [Roles.Owner, Roles.Manager, Roles.Csr, Roles.SalesRep],
        [EditContacts] = [Roles.Owner, Roles.Manager, Roles.Csr, Roles.SalesRep],
        [EditScripts] = [Roles.Owner, Roles.Manager, Roles.Csr],
        [Manage] = [Roles.Owner, Roles.Manager],
        [Own] = [Roles.Owner],
        [EditAppointments] = [Roles.Owner, Roles.Manager, Roles.Csr, Roles.SalesRep],
        [RecordVisits] = [Roles.SalesRep, Roles.Manager, Roles.Owner],
        [Account] = [.. Roles.All],
        [OwnCsrFigures] = [Roles.Csr],
        [OwnSalesFigures] = [Roles.SalesRep],
    };

    public static void AddPermissions(this AuthorizationBuilder builder)
    {
        foreach (var (permission, roles) in Allowed)
        {
            builder.AddPolicy(permission, policy => policy
                .RequireRole(roles)
                .RequireAssertion(context => !context.User.HasClaim(c => c.Type == KeyClaim) || context.User.HasClaim(ScopeClaim, permission)));
        }
    }
}
