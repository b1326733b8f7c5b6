using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class BoardTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_call_appears_on_the_board_by_itself_and_is_ended_from_there()
    {
        await using var page = await browser.OpenSignedInAsync("/live");
        await page.SeesAsync("[data-figure=active]");

        var call = await browser.Platform.PlaceCallAsync("Bea Board");
        await page.SeesAsync($"tr[data-call='{call}'] .timer");
        await page.It.ClickAsync($"[data-end='{call}']");
        await page.It.ClickAsync("[data-confirm]");
        await page.NoLongerSeesAsync($"tr[data-call='{call}']");

        await page.GoToAsync($"/calls/{call}");
        await page.SeesAsync("[data-call-view][data-status=cancelled]");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_is_said_is_read_while_it_is_said()
    {
        await using var page = await browser.OpenSignedInAsync("/live");
        await page.SeesAsync("[data-figure=active]");

        var call = await browser.Platform.PlaceCallAsync("Tessa Talks");

        await page.SeesAsync($"tr[data-call='{call}'] [data-line=agent]");
        await page.SeesAsync($"tr[data-call='{call}'] [data-line=person]");
        await page.LooksRightAsync("live-words", only: Look.Desk);
        Assert.Empty(page.Complaints);
    }
}
