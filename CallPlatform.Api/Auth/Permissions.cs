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
    public const string OwnCsrFigures = "own_csr_figures";
    public const string OwnSalesFigures = "own_sales_figures";

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
        [OwnCsrFigures] = [Roles.Csr],
        [OwnSalesFigures] = [Roles.SalesRep],
    };

    public static void AddPermissions(this AuthorizationBuilder builder)
    {
        foreach (var (permission, roles) in Allowed)
        {
            builder.AddPolicy(permission, policy => policy.RequireRole(roles));
        }
    }
}
