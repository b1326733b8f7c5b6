using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class AiAgentsTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_project_an_agent_and_a_form_are_set_up_and_a_post_to_the_form_is_called()
    {
        var (project, agent, form, name) = (LeadWork.Unique("Hillside"), LeadWork.Unique("Hill agent"), LeadWork.Unique("Hill form"), LeadWork.Unique("Quinn"));
        await using var page = await browser.OpenSignedInAsync("/ai-agents?tab=projects&edit=new");

        await page.It.FillAsync("#project-name", project);
        await page.It.FillAsync("#project-keywords", form);
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($"tr[data-project]:has-text('{project}')");

        await page.GoToAsync("/ai-agents?tab=agents&edit=new");
        await page.It.FillAsync("#agent-name", agent);
        await page.It.FillAsync("#agent-id", LeadWork.AgentId());
        await page.It.SelectOptionAsync("#agent-project", new SelectOptionValue { Label = project });
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($"tr[data-agent]:has-text('{agent}')");

        await page.GoToAsync("/ai-agents?tab=forms&edit=new");
        await page.It.FillAsync("#form-name", form);
        await page.It.FillAsync("#form-map", "full_name = who");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($"tr[data-form]:has-text('{form}') code");
        var path = await page.It.TextContentAsync($"tr[data-form]:has-text('{form}') code");
        await browser.Platform.PostFormAsync(path!, new { who = name, phone = LeadWork.Phone() });

        await page.GoToAsync("/ai-agents?tab=logs");
        await StaffPlatform.UntilAsync(async () => (await browser.Platform.Api.ListAiCallLogsAsync(new(Status: "connected"))).Items.Any(l => l.LeadName == name), "the lead is called");
        await page.It.SelectOptionAsync("#logs-status", "connected");
        await page.SeesAsync($"tr[data-log]:has-text('{name}'):has-text('{agent}')");
        await page.GoToAsync("/ai-agents");
        await page.SeesAsync($"tr[data-log]:has-text('{name}')");
        await page.GoToAsync("/ai-agents?tab=analytics");
        await page.SeesAsync($"[data-comparison='{project}'] [data-not-enough]");
        await page.SeesAsync($"[data-comparison='{project}'] .interval");
        Assert.Equal(7, await page.It.Locator(".chart-table tbody tr").CountAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task An_agent_that_its_provider_refused_is_shown_with_the_reason_and_let_go_on()
    {
        var project = await browser.Platform.AddProjectAsync(LeadWork.Unique("Flagged homes"));
        await browser.Platform.ExecuteAsync($"update ai_agents set flagged_at = now(), flag_reason = 'The agent is not known.' where project_id = '{project.Id}'");
        await using var page = await browser.OpenSignedInAsync("/ai-agents?tab=agents");

        var row = $"tr[data-agent]:has-text('{project.Name}')";
        await page.SeesAsync($"{row} [data-is=flagged]");
        await page.SeesAsync($"{row}:has-text('The agent is not known.')");
        await page.It.ClickAsync($"{row} [data-clear-flag]");
        await page.NoLongerSeesAsync($"{row} [data-is=flagged]");
    }

    [Fact]
    public async Task Leads_that_were_left_out_get_another_turn_and_its_progress_is_seen()
    {
        await browser.Platform.AddLeadAsync(LeadWork.Unique("Rita"), LeadWork.Unique("Nobody's form"));
        await using var page = await browser.OpenSignedInAsync("/ai-agents");

        await page.It.ClickAsync("[data-process]");
        await page.SeesAsync("[data-batch=completed]");
        Assert.Contains("left out", await page.It.TextContentAsync("[data-batch]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_staff_are_told_that_this_is_not_theirs()
    {
        await using var page = await browser.OpenAsAsync(await browser.Platform.AddStaffAsync("csr"), "/ai-agents");

        await page.SeesAsync(".state[role=alert]:has-text('You may not see this')");
        Assert.Equal(0, await page.It.Locator("#nav a[href='/ai-agents']").CountAsync());
    }
}
