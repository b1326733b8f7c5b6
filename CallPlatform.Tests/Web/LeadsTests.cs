using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class LeadsTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_lead_of_an_unknown_form_says_why_it_was_not_called_and_is_called_once_its_form_is_mapped()
    {
        var (name, form, project) = (LeadWork.Unique("Asha"), LeadWork.Unique("Riverside"), LeadWork.Unique("Riverside homes"));
        await browser.Platform.AddProjectAsync(project);
        await using var page = await browser.OpenSignedInAsync("/leads?dialog=new");

        await page.It.FillAsync("#lead-name", name);
        await page.It.FillAsync("#lead-phone", "+1 22");
        await page.It.FillAsync("#lead-form", form);
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync("#lead-phone-error");
        await page.It.FillAsync("#lead-phone", LeadWork.Phone());
        await page.It.ClickAsync("[data-save]");

        await page.SeesAsync($"[data-lead-view][data-call=skipped] [data-why]:has-text('No mapping for form')");
        await page.It.ClickAsync("[data-mend=no_mapping]");
        await page.It.SelectOptionAsync("#mend-project", new SelectOptionValue { Label = project });
        await page.It.ClickAsync("[data-mend-save]");

        // The call is seen to end well without a reload, and its lead to move.
        await page.SeesAsync("[data-lead-view][data-call=connected]");
        await page.SeesAsync($"tr:has-text('{name}') [data-is=connected]");
        await page.SeesAsync($"[data-lead-view]:not([data-status=new])");

        await page.It.ClickAsync("[data-trigger]");
        await page.SeesAsync("[data-refused=already_called]");
        Assert.Contains("already", await page.It.TextContentAsync("[data-refused=already_called]"), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_new_lead_of_a_mapped_form_is_called_by_itself()
    {
        var (name, form, project) = (LeadWork.Unique("Bela"), LeadWork.Unique("Lakeview"), LeadWork.Unique("Lakeview flats"));
        await browser.Platform.AddProjectAsync(project);
        await using var page = await browser.OpenSignedInAsync("/ai-agents?tab=mappings");

        await page.It.FillAsync("#test-form", form);
        await page.It.ClickAsync("[data-test]");
        await page.SeesAsync("[data-problem]");
        await page.It.FillAsync("#map-form", form);
        await page.It.SelectOptionAsync("#map-project", new SelectOptionValue { Label = project });
        await page.It.ClickAsync("[data-map]");
        await page.SeesAsync($"[data-mapping='{form}']");
        await page.It.ClickAsync("[data-test]");
        await page.SeesAsync($"[data-matched]:has-text('{project}')");

        await page.GoToAsync("/leads");
        var lead = await browser.Platform.AddLeadAsync(name, form);
        await page.It.FillAsync("#leads-q", name);
        await page.It.PressAsync("#leads-q", "Enter");
        await page.It.ClickAsync($"tr[data-lead='{lead.Id}'] [data-row]");
        await page.SeesAsync("[data-lead-view][data-call=connected]");
    }

    [Fact]
    public async Task A_file_is_looked_through_before_its_good_rows_become_leads()
    {
        var name = LeadWork.Unique("Import");
        await using var page = await browser.OpenSignedInAsync("/leads?dialog=import");

        var rows = $"name,phone,city\n{name} one,{LeadWork.Phone()},Pune\n{name} two,nonsense,Pune\n{name} three,{LeadWork.Phone()},Delhi\n";
        await page.It.SetInputFilesAsync("dialog[open] input[type=file]", new FilePayload { Name = "leads.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(rows) });
        await page.SeesAsync("[data-preview]:has-text('2 of 3')");
        await page.SeesAsync("dialog[open] td:has-text('nonsense')");
        await page.It.ClickAsync("[data-import]");
        await page.SeesAsync("[data-imported]:has-text('2')");
        await page.It.Keyboard.PressAsync("Escape");

        await page.It.FillAsync("#leads-q", name);
        await page.It.PressAsync("#leads-q", "Enter");
        await page.SeesAsync($"tr:has-text('{name} three')");
        await page.It.WaitForFunctionAsync("() => document.querySelectorAll('tr[data-lead]').length === 2");
    }

    [Fact]
    public async Task The_board_shows_a_lead_where_it_stands_and_follows_when_it_is_moved()
    {
        var lead = await browser.Platform.AddLeadAsync(LeadWork.Unique("Carl"));
        await using var page = await browser.OpenSignedInAsync($"/leads?view=board&q={Uri.EscapeDataString(lead.FullName)}");

        await page.It.ClickAsync($"[data-column=new] [data-lead='{lead.Id}']");
        await page.It.SelectOptionAsync("#lead-status", "hot");
        await page.SeesAsync($"[data-column=warm] [data-lead='{lead.Id}']");
        await page.SeesAsync(".steps li:has-text('Hot')");

        // The address is the page: whoever gets it sees the same.
        await page.It.ReloadAsync();
        await page.SeesAsync("[data-lead-view][data-status=hot]");
    }

    [Fact]
    public async Task A_viewer_sees_leads_and_is_offered_nothing_to_change()
    {
        await browser.Platform.AddLeadAsync(LeadWork.Unique("Dora"));
        await using var page = await browser.OpenAsAsync(await browser.Platform.AddStaffAsync("viewer"), "/leads");

        await page.It.Locator("[data-row]").First.ClickAsync();
        await page.SeesAsync("[data-lead-view]");
        Assert.Equal(0, await page.It.Locator("[data-trigger], [data-new], #lead-status").CountAsync());
    }
}
