using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>A lead as it comes, from whatever door.</summary>
public sealed record NewLead(
    string FullName, string PhoneNumber, string? Email = null, string? City = null, string? Budget = null, string? Source = null,
    string? FormName = null, Guid? ProjectId = null, string Extra = "{}", string Attribution = "{}");

/// <summary>
/// Takes leads the automatic way: the lead, its history's first line and the job that calls it are one commit; its sender is answered
/// before anybody is dialled.
/// </summary>
public sealed class LeadIntake(
    CallPlatformDbContext db, OrganizationSettingsReader settings, CallTransaction transaction, LeadDesk desk, TimeProvider clock)
{
    /// <summary>Stores leads of one organisation and wakes the Worker. A phone number that cannot be read is kept as it is: the call's log says so.</summary>
    /// <param name="organizationId">Whose leads.</param>
    /// <param name="leads">As they came.</param>
    /// <param name="source"><c>form</c>, <c>person</c> or <c>platform</c>, for the history.</param>
    /// <param name="changedBy">The person who wrote them, if one did.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<Lead>> AddAsync(
        Guid organizationId, IReadOnlyList<NewLead> leads, string source, Guid? changedBy, CancellationToken ct) =>
        transaction.RunAsync<IReadOnlyList<Lead>>(
            async token =>
            {
                var country = (await settings.ReadAsync(token)).DefaultCountry;
                var now = clock.GetUtcNow();
                var added = leads.Select(lead => Make(organizationId, lead, country, now)).ToList();
                foreach (var lead in added)
                {
                    db.Leads.Add(lead);
                    desk.Begin(lead, source, changedBy);
                    db.Jobs.Add(CallLeadJob.For(lead, now));
                }

                transaction.Wake(BusTopics.JobsDue);
                return added;
            },
            ct);

    private static Lead Make(Guid organizationId, NewLead lead, string? country, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = organizationId,
        FullName = lead.FullName.Trim(),
        PhoneNumber = PhoneNumberReader.Normalize(lead.PhoneNumber, country) ?? lead.PhoneNumber.Trim(),
        Email = lead.Email,
        City = lead.City,
        Budget = lead.Budget,
        Source = lead.Source,
        FormName = lead.FormName,
        ProjectId = lead.ProjectId,
        Extra = lead.Extra,
        Attribution = lead.Attribution,
        StatusAsOf = now,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
