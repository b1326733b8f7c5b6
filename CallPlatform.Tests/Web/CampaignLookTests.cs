using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>The pages of feedback calls, records, campaigns and the live board, in both themes and widths.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class CampaignLookTests(StaffBrowser browser)
{
    [Fact]
    public async Task Every_page_of_campaigns()
    {
        var campaign = await browser.Platform.HasCampaignAsync();
        await using var page = await browser.OpenSignedInAsync("/");

        await page.VisitAsync("/feedback-calls?tab=completed", "feedback-completed", "[data-row]");
        await page.It.Locator("[data-row]").First.ClickAsync();
        await page.LooksRightAsync("feedback-panel", "[data-call-view] #fb-nps");
        await page.VisitAsync("/feedback-calls?tab=missed", "feedback-missed", "[data-row]");
        await page.It.Locator("td input[type=checkbox]").First.CheckAsync();
        await page.LooksRightAsync("feedback-bulk", "[data-bulk-call]");
        await page.VisitAsync("/feedback-calls?q=nobody-has-this-name", "feedback-none", ".state");
        await page.VisitAsync("/feedback-calls?tab=demo", "feedback-demo", "#demo-name");
        await page.VisitAsync("/feedback-calls?tab=schedule", "feedback-schedule", "#ex-phone");
        await page.VisitAsync("/service-records", "records", "[data-row]");
        await page.VisitAsync("/service-records?edit=new", "record-new", "dialog[open] #record-name");
        await page.VisitAsync("/service-records/import", "records-import", ".drop");
        await page.VisitAsync("/campaigns", "campaigns", "[data-row]");
        await page.VisitAsync($"/campaigns/{campaign}", "campaign", "[data-percent]");
        await page.VisitAsync("/campaigns/new", "campaign-new", "#who-type");
        await page.VisitAsync($"/campaigns/{Guid.NewGuid()}", "campaign-gone", ".state");
        await browser.Platform.PlaceCallAsync("Lea Live");
        await page.VisitAsync("/live", "live", "[data-figure=active]");

        Assert.Empty(page.Complaints);
    }
}
