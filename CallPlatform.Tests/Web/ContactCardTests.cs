using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class ContactCardTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_card_tells_everything_with_a_person_in_one_line_of_time()
    {
        var form = LeadWork.Unique("Orchard");
        var project = await browser.Platform.AddProjectAsync(LeadWork.Unique("Orchard houses"));
        await browser.Platform.Api.CreateFormMappingAsync(new(form, project.Id));
        var lead = await browser.Platform.AddLeadAsync(LeadWork.Unique("Nora"), form);
        await StaffPlatform.UntilAsync(async () => (await browser.Platform.Api.GetLeadAsync(lead.Id)).Lead.ContactId is not null, "the lead has a contact");
        var contact = (await browser.Platform.Api.GetLeadAsync(lead.Id)).Lead.ContactId!.Value;
        await browser.Platform.Api.CreateAppointmentAsync(new(lead.Id, DateTimeOffset.UtcNow.AddDays(2), Location: "5 Apple Row"));
        await using var page = await browser.OpenSignedInAsync("/contacts?q=" + Uri.EscapeDataString(lead.FullName));

        await page.It.ClickAsync($"tr[data-contact='{contact}'] .row-link");
        await page.SeesAsync($"[data-contact-card='{contact}']");
        await page.SeesAsync("[data-kind=call] [data-status=completed]");
        await page.SeesAsync("[data-kind=lead]");
        await page.SeesAsync("[data-kind=appointment]:has-text('5 Apple Row')");
        await page.SeesAsync("[data-kind=decision]");
        await page.It.SelectOptionAsync("#timeline-show", "appointment");
        await page.NoLongerSeesAsync("[data-kind=call]");
        Assert.Contains("show=appointment", page.It.Url, StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_number_is_taken_out_of_calling_and_back_in()
    {
        var contact = await browser.Platform.AddContactAsync(LeadWork.Unique("Otto"), LeadWork.Phone());
        await using var page = await browser.OpenSignedInAsync($"/contacts/{contact}");

        await page.It.ClickAsync("[data-consent=free] [data-suppress]");
        await page.It.FillAsync("#suppress-why", "asked by letter");
        await page.It.ClickAsync("[data-suppress-save]");
        await page.SeesAsync("[data-consent=suppressed]:has-text('asked by letter')");
        await page.SeesAsync("[data-verdict=never]");
        await page.It.ClickAsync("[data-unsuppress]");
        await page.It.ClickAsync("dialog[open] [data-confirm]");
        await page.SeesAsync("[data-consent=free]");
    }

    [Fact]
    public async Task Contacts_are_paged_by_the_server_and_found_by_a_part_of_the_number()
    {
        var name = LeadWork.Unique("Paged");
        for (var i = 0; i < 26; i++)
        {
            await browser.Platform.AddContactAsync($"{name} {i}", $"+1628{Random.Shared.Next(200, 999)}{1000 + i}");
        }

        await using var page = await browser.OpenSignedInAsync("/contacts?q=" + Uri.EscapeDataString(name));
        await page.SeesAsync("tr[data-contact]");
        Assert.Equal(25, await page.It.Locator("tr[data-contact]").CountAsync());
        await page.It.ClickAsync("a[rel=next]");
        await page.SeesAsync($"tr[data-contact]:has-text('{name} 0')");
        Assert.Equal(1, await page.It.Locator("tr[data-contact]").CountAsync());
    }
}
