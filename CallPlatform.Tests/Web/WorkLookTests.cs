using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>The pages of leads, appointments, visits, tasks and AI agents in both themes, at a desk's width and a phone's.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class WorkLookTests(StaffBrowser browser)
{
    private static readonly SemaphoreSlim Preparing = new(1, 1);
    private static StaffPerson? rep;

    [Fact]
    public async Task Pages_of_leads_and_agents()
    {
        await PrepareAsync();
        await using var page = await browser.OpenSignedInAsync("/leads");

        await page.LooksRightAsync("leads", "[data-row]");
        await page.It.Locator("tr:has([data-is=skipped]) [data-row]").First.ClickAsync();
        await page.LooksRightAsync("lead", "[data-lead-view] [data-why]");
        await page.VisitAsync("/leads?view=board", "leads-board", "[data-column] [data-row]");
        await page.VisitAsync("/leads?dialog=new", "lead-new", "dialog[open] #lead-name");
        await page.VisitAsync("/leads?dialog=import", "leads-import", "dialog[open] .drop");
        await page.VisitAsync("/leads?q=nobody-has-this-name", "leads-none", ".state");
        foreach (var (tab, content) in new[] { ("dashboard", "[data-log]"), ("agents", "[data-agent]"), ("projects", "[data-project]"), ("mappings", "[data-mapping]"), ("forms", "[data-form]"), ("logs", "[data-log]"), ("analytics", "[data-comparison]") })
        {
            await page.VisitAsync($"/ai-agents?tab={tab}", $"ai-{tab}", content);
        }

        await page.VisitAsync("/ai-agents?tab=projects&edit=new", "ai-project-new", "dialog[open] #project-name");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Pages_of_appointments_tasks_and_people()
    {
        var prepared = await PrepareAsync();
        await using var page = await browser.OpenSignedInAsync("/appointments");

        await page.LooksRightAsync("appointments", ".agenda a, .slot");
        await page.VisitAsync("/appointments?view=day", "appointments-day", ".agenda a, .slot");
        await page.VisitAsync("/appointments?book=new", "appointment-new", "dialog[open] .found button");
        await page.VisitAsync("/visits", "visits", "[data-visit]");
        await page.VisitAsync("/visits?day=2020-01-01", "visits-none", ".state");
        await page.VisitAsync("/tasks?view=all", "tasks", "[data-task]");
        await page.VisitAsync("/tasks?view=missed&state=dismissed", "missed-none", ".state");
        var contact = (await browser.Platform.Api.FindContactsAsync("Sheila")).Items[0].Id;
        await page.VisitAsync($"/contacts/{contact}", "contact-card", "[data-kind=call]");
        foreach (var tab in new[] { "csr", "sales" })
        {
            await page.VisitAsync($"/?tab={tab}", $"home-{tab}", ".card");
        }

        await using var theirs = await browser.OpenAsAsync(prepared, "/");
        await theirs.LooksRightAsync("home-rep", ".card");
        Assert.Empty(page.Complaints);
    }

    private async Task<StaffPerson> PrepareAsync()
    {
        await Preparing.WaitAsync();
        try
        {
            if (rep is not null)
            {
                return rep;
            }

            var platform = browser.Platform;
            var person = await platform.AddStaffAsync("sales_rep", "Ravi Menon");
            await platform.AddStaffAsync("csr", "Clara Jones");
            var project = await platform.AddProjectAsync(LeadWork.Unique("Sunrise villas"));
            await platform.Api.CreateFormMappingAsync(new(LeadWork.Unique("Sunrise"), project.Id));
            await platform.Api.CreateLeadFormAsync(new("Sunrise landing page"));
            await platform.Api.CreateLeadAsync(new("Sheila Rao", LeadWork.Phone(), "sheila@example.com", "Pune", ProjectId: project.Id));
            await platform.AddLeadAsync("Tom Baker", "A form that nobody mapped");
            await platform.BookAsync("Uma Iyer", person.Id, LeadWork.Today(10));
            await platform.BookAsync("Viktor Hahn", person.Id, LeadWork.Today(14));
            await platform.BookAsync("Wendy Li", null, LeadWork.Today(10).AddMinutes(30));
            await platform.AddTaskAsync("Send the offer to Sheila", null, 5);
            await platform.AddTaskAsync("Ring Tom back", null, -20);
            await StaffPlatform.UntilAsync(
                async () => (await platform.Api.ListAiCallLogsAsync(new(Status: "connected"))).Items.Any(l => l.LeadName == "Sheila Rao"), "the lead was called");
            return rep = person;
        }
        finally
        {
            Preparing.Release();
        }
    }
}
