using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class ContactsAndScriptsTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_contact_is_added_corrected_found_and_deleted()
    {
        var name = $"Zoe {Guid.NewGuid():N}"[..16];
        await using var page = await browser.OpenSignedInAsync("/contacts?edit=new");

        await page.It.FillAsync("#contact-name", name);
        await page.It.FillAsync("#contact-phone", "+123");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync("#contact-phone-error");
        await page.It.FillAsync("#contact-phone", "+1 415 555 0177");
        await page.It.ClickAsync("[data-save]");
        await page.NoLongerSeesAsync("dialog[open]");

        await page.It.FillAsync("[data-search]", name);
        await page.It.PressAsync("[data-search]", "Enter");
        await page.SeesAsync($"tr:has-text('{name}') >> text=+1 415 555 0177");
        await page.It.ClickAsync($"tr:has-text('{name}') button[aria-label^=Delete]");
        await page.It.ClickAsync("[data-confirm]");
        await page.NoLongerSeesAsync($"tr:has-text('{name}')");
    }

    [Fact]
    public async Task A_script_is_previewed_with_a_real_contact_before_it_is_saved()
    {
        await browser.Platform.AddContactAsync("Petra Preview");
        await using var page = await browser.OpenSignedInAsync("/scripts/new");

        await page.It.FillAsync("#script-name", "Reminder");
        await page.It.FillAsync("#script-first", "Hello {{name}}, it is {{day}}.");
        await page.It.SelectOptionAsync("#preview-contact", "Petra Preview");
        await page.SeesAsync("text=Hello Petra Preview, it is {{day}}.");
        await page.It.ClickAsync("[data-save]");

        await page.SeesAsync("h1:has-text('Reminder')");
        Assert.Matches("/scripts/[0-9a-f-]{36}$", page.It.Url);
    }
}
