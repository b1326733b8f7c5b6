using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.SampleData;

/// <summary>The platform's own calls: staff call people, one for every ending there is, and leads of a form are called by themselves.</summary>
internal sealed class SampleOutbound(IConfiguration configuration, OrganizationScopes scopes, SampleProgress progress, TimeProvider clock)
{
    private const string Step = "Outbound calls";
    private const string LeadStep = "Leads of a form";

    private static readonly CallStatus[] Active = [CallStatus.Queued, CallStatus.Initiated, CallStatus.Ringing, CallStatus.InProgress];

    /// <summary>Digits of people whom staff calls.</summary>
    public static readonly IReadOnlyList<string> Called =
    [
        "0001", "0001", "0002", "0002", "0002", "0003", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0011", "0012", "0012", "0013",
        "0014", "0014", "0014", "0014", "0014", "2311", "2374", "2398", "2381", "2367", "2355", "2322", "2309", "2362", "2383", "2345", "2376",
    ];

    /// <summary>Digits of people who fill the form in.</summary>
    public static readonly IReadOnlyList<string> Leads = ["0014", "0014", "0014", "0002", "0001", "0003", "0012", "4471", "4472", "4481", "4466", "4433"];

    private string Assistant => configuration["DEMO_ASSISTANT_ID"] is { Length: > 0 } id ? id : "sample-assistant";

    private string PhoneNumber => configuration["PHONE_NUMBER_ID"] is { Length: > 0 } id ? id : "sample-number";

    public async Task CallAsync(Guid organizationId, SampleCast cast, IReadOnlyList<SamplePerson> people, CancellationToken ct)
    {
        var placed = 0;
        foreach (var person in people)
        {
            var contact = await scopes.RunAsync(organizationId, services => AddContactAsync(services, organizationId, person, cast.Csrs[placed % cast.Csrs.Count], ct));
            var order = new CallOrder(contact, cast.Csrs[placed % cast.Csrs.Count], Assistant, PhoneNumber, null, null, null, "[]", "{}");
            await scopes.RunAsync(organizationId, services => services.GetRequiredService<CallPlacer>().PlaceAsync(order, "vapi", ct));
            await progress.SayAsync(organizationId, Step, ++placed, people.Count, ct);
        }

        // The last one is called off, as people do.
        var whom = people[^1].Phone;
        await scopes.RunAsync(organizationId, async services =>
        {
            var last = await services.GetRequiredService<CallPlatformDbContext>().Calls.Where(c => c.ToNumber == whom).Select(c => c.Id).FirstAsync(ct);
            return await services.GetRequiredService<CallCanceller>().CancelAsync(last, cast.Csrs[0], ct);
        });
        var phones = people.Select(p => p.Phone).ToArray();
        await progress.UntilAsync(
            organizationId, "Outbound talks", people.Count,
            db => EndedAsync(db, phones, ct), "The calls do not end: is the Worker running?", ct);
        await CallOffAsync(organizationId, cast, phones, ct);
    }

    /// <summary>Sends the form in. Calls that calling hours hold back are called off at the end: no later start may dial them.</summary>
    public async Task LeadsAsync(Guid organizationId, SampleCast cast, IReadOnlyList<SamplePerson> people, CancellationToken ct)
    {
        var leads = people.Select(p => new NewLead(p.Name, p.Phone, $"{p.Name.Replace(' ', '.')}@example.com", p.City, "10k", "form", cast.FormName)).ToList();
        await scopes.RunAsync(organizationId, services => services.GetRequiredService<LeadIntake>().AddAsync(organizationId, leads, "form", null, ct));
        var phones = people.Select(p => p.Phone).ToArray();
        await progress.UntilAsync(
            organizationId, LeadStep, people.Count,
            db => EndedAsync(db, phones, ct), "The leads are not called: look at /ai-call/logs.", ct);
        await CallOffAsync(organizationId, cast, phones, ct);
    }

    // Over, or held back by a rule of the organisation.
    private static Task<int> EndedAsync(CallPlatformDbContext db, string[] phones, CancellationToken ct) => db.Calls.CountAsync(
        c => phones.Contains(c.ToNumber) && !Active.Contains(c.State.Status) && (c.State.Status != CallStatus.Ready || c.WaitReason != null), ct);

    private Task<int> CallOffAsync(Guid organizationId, SampleCast cast, string[] phones, CancellationToken ct) =>
        scopes.RunAsync(organizationId, services => services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var waiting = await services.GetRequiredService<CallPlatformDbContext>().LockAsync(
                    $"select id from calls where organization_id = {organizationId} and to_number = any({phones}) and status = 'ready' order by id for update", token);
                waiting.ForEach(c => services.GetRequiredService<CallCanceller>().Cancel(c, cast.Csrs[0]));
                return waiting.Count;
            },
            ct));

    private Task<Guid> AddContactAsync(IServiceProvider services, Guid organizationId, SamplePerson person, Guid by, CancellationToken ct) =>
        services.GetRequiredService<CallTransaction>().RunAsync(
            _ =>
            {
                var now = clock.GetUtcNow();
                var contact = new Contact
                {
                    Id = Guid.CreateVersion7(now), OrganizationId = organizationId, Name = person.Name, Phone = person.Phone, CreatedBy = by,
                    CreatedAt = now, UpdatedAt = now,
                };
                services.GetRequiredService<CallPlatformDbContext>().Contacts.Add(contact);
                services.GetRequiredService<TallyBook>().AddContacts(organizationId, 1);
                return Task.FromResult(contact.Id);
            },
            ct);
}
