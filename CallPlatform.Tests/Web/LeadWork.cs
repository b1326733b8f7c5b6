using CallPlatform.Contracts;

namespace CallPlatform.Tests.Web;

/// <summary>What the tests of leads, appointments and visits prepare through the Api.</summary>
internal static class LeadWork
{
    private static int count;

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string name) => $"{name} {Interlocked.Increment(ref count)}{Guid.CreateVersion7().ToString("N")[^4..]}";

    /// <summary>A project with an agent that calls its leads at once, whatever the hour is where they live.</summary>
    public static async Task<ProjectResponse> AddProjectAsync(this StaffPlatform platform, string name)
    {
        await platform.IsOpenAllDayAsync();
        var project = await platform.Api.CreateProjectAsync(new(name));
        await platform.Api.CreateAiAgentAsync(new($"{name}'s agent", AgentId(), project.Id));
        return project;
    }

    /// <summary>As CallKaro's ids look; it knows them all but those that end in "dead".</summary>
    public static string AgentId() => Guid.NewGuid().ToString("N")[..23] + "1";

    public static async Task<LeadResponse> AddLeadAsync(this StaffPlatform platform, string name, string? form = null, string? phone = null)
    {
        var lead = await platform.Api.CreateLeadAsync(new(name, phone ?? Phone(), FormName: form));
        return (await platform.Api.GetLeadAsync(lead.Id)).Lead;
    }

    /// <summary>Whoever has it answers and talks; nobody else has it.</summary>
    public static string Phone() => $"+1415{Random.Shared.Next(200, 999)}{Random.Shared.Next(15, 99)}99";

    public static async Task<AppointmentResponse> BookAsync(this StaffPlatform platform, string leadName, Guid? rep, DateTimeOffset start)
    {
        var lead = await platform.AddLeadAsync(leadName);
        return await platform.Api.CreateAppointmentAsync(new(lead.Id, start, rep?.ToString(), "12 High Street", "Roof"));
    }

    /// <summary>An hour of today that has not begun: appointments of today are those of the organisation's day.</summary>
    public static DateTimeOffset Today(int hour) => new(DateTime.UtcNow.Date.AddHours(hour), TimeSpan.Zero);

    public static Task AddTaskAsync(this StaffPlatform platform, string title, Guid? assigned, int dueInHours, string status = "open") => platform.ExecuteAsync($"""
        insert into tasks (id, organization_id, kind, title, due_at, status, source, assigned_user_id, created_at, updated_at)
        values ('{Guid.CreateVersion7()}', (select id from organizations order by created_at limit 1), 'call_back', '{title}', now() + interval '{dueInHours} hours',
          '{status}', 'analysis', {(assigned is { } user ? $"'{user}'" : "null")}, now(), now())
        """);
}
