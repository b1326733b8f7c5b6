using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>What an owner does in the settings, in a browser.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class SettingsTests(StaffBrowser browser)
{
    [Fact]
    public async Task An_invited_person_joins_by_the_link_and_loses_access_at_once()
    {
        await using var owner = await browser.OpenSignedInAsync("/settings/users");
        await owner.It.ClickAsync("[data-new]");
        await owner.It.FillAsync("#invite-name", "joins@example.com");
        await owner.It.SelectOptionAsync("#invite-role", "manager");
        await owner.It.ClickAsync("dialog[open] [data-save]");
        var link = await owner.It.InputValueAsync("[data-once]");

        await using var guest = await browser.OpenAsync();
        await guest.It.GotoAsync(link);
        await guest.It.FillAsync("#display", "Asha Rao");
        await guest.It.FillAsync("#password", "short");
        await guest.It.ClickAsync("[data-save]");
        await guest.SeesAsync("[role=alert]");
        await guest.It.FillAsync("#password", "a password of asha");
        await guest.It.ClickAsync("[data-save]");
        await guest.IsLiveAsync();
        Assert.Contains("Asha Rao", await guest.It.InnerTextAsync(".menu:has(.avatar)"), StringComparison.Ordinal);
        Assert.DoesNotContain("#", guest.It.Url, StringComparison.Ordinal);
        await guest.GoToAsync("/settings/jobs");
        await guest.SeesAsync("h1");
        await guest.GoToAsync("/settings/audit"); // the owners' own
        await guest.SeesAsync(".state[role=alert]");

        await owner.GoToAsync("/settings/users?q=joins");
        await owner.It.ClickAsync("[data-user='joins@example.com'] button");
        await owner.It.UncheckAsync("#user-active");
        await owner.It.ClickAsync("dialog[open] [data-save]");
        await owner.SeesAsync("[data-user='joins@example.com'] [data-off]");
        await guest.It.GotoAsync("/calls");
        await guest.SeesAsync("#username");
        Assert.Empty(owner.Complaints);
    }

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

    [Fact]
    public async Task A_long_log_is_paged_by_its_own_cursor()
    {
        var action = $"test.{Guid.NewGuid():N}";
        await browser.Platform.ExecuteAsync($"""
            insert into audit_log (id, organization_id, action, subject_type, at)
            select gen_random_uuid(), (select id from organizations order by created_at limit 1), '{action}', 'test', now() - g * interval '1 second' from generate_series(1, 60) g
            """);
        await using var page = await browser.OpenSignedInAsync($"/settings/audit?action={action}");

        await page.It.Locator("[data-audit]").Nth(49).WaitForAsync();
        await page.It.ClickAsync("a[rel=next]");
        await page.It.Locator("[data-audit]").Nth(49).WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        Assert.Equal(10, await page.It.Locator("[data-audit]").CountAsync());
        Assert.Equal(0, await page.It.Locator("a[rel=next]").CountAsync());
        await page.It.ClickAsync("a[rel=first]");
        await page.It.Locator("[data-audit]").Nth(49).WaitForAsync();
    }

    [Fact]
    public async Task Signing_out_elsewhere_ends_the_other_browser_alone()
    {
        var token = await browser.Platform.InviteAsync("two.browsers@example.com", "viewer");
        await using var here = await browser.OpenAsync();
        await here.It.GotoAsync("/invitation#" + token);
        await here.It.FillAsync("#password", "a password of two");
        await here.It.ClickAsync("[data-save]");
        await here.IsLiveAsync();
        await using var there = await browser.OpenAsync();
        await there.It.GotoAsync("/sign-in");
        await there.SignInAsync("two.browsers@example.com", "a password of two");
        await there.IsLiveAsync();
        await here.GoToAsync("/account");
        await here.SeesAsync("[data-session=other]");
        await here.It.ClickAsync("button:has-text('End all others')");
        await here.NoLongerSeesAsync("[data-session=other]");
        await there.It.GotoAsync("/contacts");
        await there.SeesAsync("#username, .state[role=alert]");
        await here.GoToAsync("/calls");
        await here.SeesAsync("h1");
    }
}
