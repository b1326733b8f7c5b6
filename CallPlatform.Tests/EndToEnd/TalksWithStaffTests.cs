using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Whoever of the business talked with a person, in whatever way the platform hears of it: the robot does not ring meanwhile.</summary>
public class TalksWithStaffTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_booking_a_visit_a_done_follow_up_and_a_reached_caller_hold_the_robot()
    {
        await shared.Platform.RulesAsync(humanContactHours: 24);
        string[] phones = ["+14155552610", "+14155552611", "+14155552612", "+14155552613"];
        foreach (var phone in phones)
        {
            Assert.Equal(("allow", null), await VerdictAsync(phone));
        }

        await BookAsync(phones[0]);
        Assert.Equal(("wait", "recent_contact"), await VerdictAsync(phones[0]));

        // The booking was long ago; the visit is now.
        var appointment = await BookAsync(phones[1]);
        await shared.Platform.SetAsync($"update human_contacts set at = now() - interval '3 days' where phone = '{phones[1]}'");
        Assert.Equal(("allow", null), await VerdictAsync(phones[1]));
        using var visit = await shared.Rep.PostAsJsonAsync("/api/v1/recordings/sessions/start", new { appointment_id = appointment }, Ct);
        Assert.Equal(HttpStatusCode.Created, visit.StatusCode);
        Assert.Equal(("wait", "recent_contact"), await VerdictAsync(phones[1]));

        var task = Guid.CreateVersion7();
        await shared.Platform.SetAsync($"""
            insert into tasks (id, organization_id, lead_id, kind, title, status, source, created_at, updated_at)
            select '{task}', organization_id, id, 'call_back', 'Ring back', 'open', 'person', now(), now() from leads where id = '{await LeadAsync(phones[2])}'
            """);
        Assert.Equal(("allow", null), await VerdictAsync(phones[2]));
        using var done = await shared.Csr.PatchAsJsonAsync($"/api/v1/tasks/{task}", new { status = "done" }, Ct);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(("wait", "recent_contact"), await VerdictAsync(phones[2]));

        var missed = await shared.CallAsync("CALtalk", phones[3], name: "missed");
        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>($"select count(*) from missed_calls where call_id = '{missed}' and state = 'open'") == 1, "it is queued");
        Assert.Equal(("allow", null), await VerdictAsync(phones[3]));
        using var reached = await shared.Csr.PatchAsJsonAsync($"/api/v1/missed-calls/{missed}", new { state = "recovered" }, Ct);
        Assert.Equal(HttpStatusCode.OK, reached.StatusCode);
        Assert.Equal(("wait", "recent_contact"), await VerdictAsync(phones[3]));
    }

    private async Task<(string? Verdict, string? Reason)> VerdictAsync(string phone)
    {
        using var answer = await shared.Csr.PostAsJsonAsync("/api/v1/dialing/explain", new { phone }, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var said = await Platform.JsonOf(answer);
        return (said.GetProperty("verdict").GetString(), said.GetProperty("reason").GetString());
    }

    private async Task<Guid> LeadAsync(string phone)
    {
        var lead = Guid.CreateVersion7();
        await shared.Platform.SetAsync($"""
            insert into leads (id, organization_id, full_name, phone_number, status_as_of, created_at, updated_at)
            values ('{lead}', (select id from organizations order by created_at limit 1), 'Ann Talk', '{phone}', now(), now(), now())
            """);
        return lead;
    }

    private async Task<Guid> BookAsync(string phone)
    {
        using var made = await shared.Csr.PostAsJsonAsync("/api/v1/appointments", new { lead_id = await LeadAsync(phone), scheduled_start = DateTimeOffset.UtcNow.AddDays(1) }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await Platform.JsonOf(made)).GetProperty("data").GetProperty("id").GetGuid();
    }
}
