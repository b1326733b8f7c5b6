using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>What an owner does in the settings, in a browser.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class SettingsTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_key_is_shown_once_and_revoked()
    {
        await using var page = await browser.OpenSignedInAsync("/settings/api-keys");
        await page.It.ClickAsync("[data-new]");
        await page.It.FillAsync("#key-name", "Reporting");
        await page.It.CheckAsync("#scope-edit_contacts");
        await page.It.ClickAsync("dialog[open] [data-save]");
        Assert.StartsWith("cp_", await page.It.InputValueAsync("[data-once]"), StringComparison.Ordinal);
        await page.GoToAsync("/settings/api-keys");
        await page.NoLongerSeesAsync("[data-once]");

        await page.It.ClickAsync("[data-key=Reporting] button");
        await page.It.ClickAsync("[data-confirm]");
        await page.SeesAsync("[data-key=Reporting] .badge");
    }

    [Fact]
    public async Task A_provider_answers_its_test()
    {
        await using var page = await browser.OpenSignedInAsync("/settings/providers");
        await page.It.ClickAsync("[data-provider=vapi] button");
        await page.SeesAsync("[data-provider=vapi] [data-result=ok]");
    }

    [Fact]
    public async Task A_number_is_kept_from_being_called_and_allowed_again()
    {
        await using var page = await browser.OpenSignedInAsync("/settings/suppression");
        await page.It.ClickAsync("[data-new]");
        await page.It.FillAsync("#sup-phone", "12");
        await page.It.ClickAsync("dialog[open] [data-save]");
        await page.SeesAsync("#sup-phone-error");
        await page.It.FillAsync("#sup-phone", "+14155550111");
        await page.It.ClickAsync("dialog[open] [data-save]");
        await page.SeesAsync("[data-suppressed='+14155550111']");

        await page.It.ClickAsync("button:has-text('Import')");
        await page.It.SetInputFilesAsync("dialog[open] input[type=file]", new FilePayload
        {
            Name = "numbers.csv", MimeType = "text/csv", Buffer = "phone,reason\n+14155550112,asked us\nnonsense,x\n"u8.ToArray(),
        });
        await page.SeesAsync("dialog[open] .note.warn");
        await page.It.Keyboard.PressAsync("Escape");
        await page.SeesAsync("[data-suppressed='+14155550112']");
        var download = await page.It.RunAndWaitForDownloadAsync(() => page.It.ClickAsync("a[href='/suppressions/export']"));
        Assert.Contains("+14155550112", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await page.It.ClickAsync("[data-suppressed='+14155550112'] button");
        await page.It.ClickAsync("[data-confirm]");
        await page.NoLongerSeesAsync("[data-suppressed='+14155550112']");
    }

    [Fact]
    public async Task Calls_are_exported_from_their_page()
    {
        await browser.Platform.HasEndedCallsAsync(1);
        await using var page = await browser.OpenSignedInAsync("/calls");
        await page.It.ClickAsync("[data-export=order]");
        await page.SeesAsync("[data-export=done]");
        var download = await page.It.RunAndWaitForDownloadAsync(() => page.It.ClickAsync("[data-export=done]"));
        Assert.StartsWith("calls-", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Contains("completed", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_time_zone_is_shown_on_the_next_page_and_a_wrong_one_refused()
    {
        await using var page = await browser.OpenSignedInAsync("/settings/organisation");
        var before = await page.It.InputValueAsync("#org-zone");
        await page.It.FillAsync("#org-zone", "Mars/Olympus");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync("#org-zone-error");
        await page.It.FillAsync("#org-zone", before == "UTC" ? "Asia/Kolkata" : "UTC");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync(".note.good");
        await page.It.FillAsync("#org-zone", before);
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync(".note.good");
        Assert.Empty(page.Complaints);
    }
}
