using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>Every page of the settings, the account and the invitation, in both themes, at a desk's width and a phone's.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class SettingsLookTests(StaffBrowser browser)
{
    [Fact]
    public async Task Every_page()
    {
        await browser.Platform.HasSettingsAsync();
        await using var page = await browser.OpenSignedInAsync("/settings");

        await page.LooksRightAsync("settings-organisation", "#org-name");
        await page.VisitAsync("/settings/users", "settings-users", "[data-user]");
        await page.It.ClickAsync("[data-new]");
        await page.LooksRightAsync("settings-invite", "dialog[open] #invite-name");
        await page.VisitAsync("/settings/api-keys", "settings-api-keys", "[data-key]");
        await page.It.ClickAsync("[data-new]");
        await page.LooksRightAsync("settings-api-key-new", "dialog[open] #key-name");
        await page.VisitAsync("/settings/providers", "settings-providers", "[data-provider]");
        await page.VisitAsync("/settings/tracking-numbers", "settings-tracking-numbers", "[data-number]");
        await page.VisitAsync("/settings/inbound", "settings-inbound", "#in-length");
        await page.VisitAsync("/settings/suppression", "settings-suppression", "[data-suppressed]");
        await page.VisitAsync("/settings/suppression?q=999999999", "settings-suppression-none", ".state");
        await page.VisitAsync("/settings/webhooks", "settings-webhooks", "[data-endpoint]");
        await page.It.ClickAsync("[data-new]");
        await page.LooksRightAsync("settings-webhook-new", "dialog[open] label[for='event-call.ended']");
        await page.GoToAsync("/settings/webhooks");
        await page.It.ClickAsync("[data-endpoint] a");
        await page.LooksRightAsync("settings-webhook-log", "[data-message]");
        await page.VisitAsync("/settings/webhook-inbox", "settings-webhook-inbox", "[data-delivery], .state");
        await page.VisitAsync("/settings/jobs", "settings-jobs", "[data-job], .state");
        await page.VisitAsync("/settings/audit", "settings-audit", "[data-audit]");
        await page.VisitAsync("/account", "account", "[data-session]");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_invitation()
    {
        var token = await browser.Platform.InviteAsync("look@example.com", "csr");
        await using var page = await browser.OpenAsync();
        await page.It.GotoAsync("/invitation");
        await page.LooksRightAsync("invitation-code", "#token");
        await page.It.GotoAsync("/invitation#" + token);
        await page.It.ReloadAsync();
        await page.LooksRightAsync("invitation", "#display");
        Assert.Empty(page.Complaints);
    }
}
