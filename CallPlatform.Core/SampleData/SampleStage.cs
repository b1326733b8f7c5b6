using System.Globalization;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.SampleData;

/// <summary>Who and what sample calls meet: staff whom nobody can sign in as, lines of theirs, a project with its agent.</summary>
internal sealed record SampleCast(IReadOnlyList<Guid> Csrs, IReadOnlyList<Guid> Reps, IReadOnlyList<string> Lines, Guid ProjectId, string FormName);

/// <summary>Puts the staff, the lines and the project there, and notes all of it down in the same commit.</summary>
internal sealed class SampleStage(CallPlatformDbContext db, CallTransaction transaction, TimeProvider clock)
{
    private const int ManyCalls = 40;
    private static readonly string[] CsrNames = ["Nina Park (sample)", "Omar Stein (sample)"];
    private static readonly string[] RepNames = ["Lena Ross (sample)", "Marc Dunn (sample)"];

    /// <summary>Makes the cast of <paramref name="organizationId"/>.</summary>
    public Task<SampleCast> SetAsync(Guid organizationId, Random random, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var now = clock.GetUtcNow();
                var csrs = CsrNames.Select(n => AddUser(organizationId, n, Roles.Csr, now)).ToList();
                var reps = RepNames.Select(n => AddUser(organizationId, n, Roles.SalesRep, now)).ToList();
                await db.SaveChangesAsync(token); // the lines name them
                var lines = new List<string>();
                foreach (var csr in csrs)
                {
                    lines.Add(await AddLineAsync(organizationId, csr, random, now, token));
                }

                var (project, form) = AddProject(organizationId, random, now);
                return new SampleCast(csrs, reps, lines, project, form);
            },
            ct);

    /// <summary>Notes these people's numbers down; those that the organisation knows already are left out.</summary>
    public Task<List<SamplePerson>> ReserveAsync(Guid organizationId, IReadOnlyList<SamplePerson> people, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var phones = people.Select(p => p.Phone).ToArray();
                var known = (await db.Database.SqlQuery<string>(
                    $"""
                    select p as "Value" from unnest({phones}) p where exists (select 1 from contacts where organization_id = {organizationId} and phone = p)
                      or exists (select 1 from human_contacts where organization_id = {organizationId} and phone = p)
                      or exists (select 1 from suppressions where organization_id = {organizationId} and phone = p)
                      or exists (select 1 from messages where organization_id = {organizationId} and phone_number = p)
                    union select phone_number from leads where organization_id = {organizationId} and phone_number = any({phones})
                    union select to_number from calls where organization_id = {organizationId} and to_number = any({phones})
                    union select customer_phone from service_records where organization_id = {organizationId} and customer_phone = any({phones})
                    """).ToListAsync(token)).ToHashSet();
                var free = people.Where(p => !known.Contains(p.Phone)).ToList();
                db.SampleItems.AddRange(free.Select(p => Item(organizationId, SampleKinds.Phone, p.Phone)));
                return free;
            },
            ct);

    private Guid AddUser(Guid organizationId, string name, string role, DateTimeOffset now)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Username = $"sample-{Guid.NewGuid():N}@example.invalid",
            DisplayName = name,
            PasswordHash = SignIn.HashPassword(Guid.NewGuid().ToString()), // nobody knows it
            Role = role,
            SecurityStamp = Guid.NewGuid(),
            MaxActiveCalls = ManyCalls,
            CreatedAt = now,
        };
        db.Users.Add(user);
        db.SampleItems.Add(Item(organizationId, SampleKinds.User, user.Id.ToString()));
        return user.Id;
    }

    // A line is unique over all organisations, whose rows are not seen here: another number where one is taken.
    private async Task<string> AddLineAsync(Guid organizationId, Guid csr, Random random, DateTimeOffset now, CancellationToken ct)
    {
        for (var i = 0; i < 100; i++)
        {
            var (id, number) = (Guid.CreateVersion7(now), string.Create(CultureInfo.InvariantCulture, $"+1555{random.Next(200, 1000)}01{random.Next(100):D2}"));
            var made = await db.Database.ExecuteSqlAsync(
                $"""
                insert into tracking_numbers (id, organization_id, number, label, assigned_user_id, created_at, updated_at)
                select {id}, {organizationId}, {number}, 'Sample line', u.id, {now}, {now} from (select {csr}::uuid as id) u
                on conflict (number) do nothing
                """,
                ct);
            if (made > 0)
            {
                db.SampleItems.Add(Item(organizationId, SampleKinds.TrackingNumber, id.ToString()));
                return number;
            }
        }

        throw new InvalidOperationException("No free number was found for a sample line in a hundred tries.");
    }

    private (Guid Project, string Form) AddProject(Guid organizationId, Random random, DateTimeOffset now)
    {
        var mark = random.Next(1000, 10_000).ToString(CultureInfo.InvariantCulture);
        var project = new Project
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, Name = $"Roof check (sample {mark})",
            FirstMessage = "Hello, you asked us about a roof check.", CreatedAt = now, UpdatedAt = now,
        };
        var form = $"Roof check form (sample {mark})";
        db.Projects.Add(project);
        db.AiAgents.Add(new AiAgent
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, ProjectId = project.Id, Name = "Maya (sample)", AgentId = $"sample-agent-{mark}",
            Provider = "callkaro", CreatedAt = now, UpdatedAt = now,
        });
        db.FormMappings.Add(new FormMapping { Id = Guid.CreateVersion7(now), OrganizationId = organizationId, FormName = form, ProjectId = project.Id, CreatedAt = now });
        db.SampleItems.Add(Item(organizationId, SampleKinds.Project, project.Id.ToString()));
        return (project.Id, form);
    }

    private static SampleItem Item(Guid organizationId, string kind, string key) => new() { OrganizationId = organizationId, Kind = kind, Key = key };
}
