using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class CallFilterTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_filter_is_in_the_address_survives_a_reload_and_is_cleared_again()
    {
        await browser.Platform.HasEndedCallsAsync(2);
        await using var page = await browser.OpenSignedInAsync("/calls");

        await page.It.SelectOptionAsync("#calls-status", "busy");
        await page.NoLongerSeesAsync("tr [data-status=completed]");
        Assert.EndsWith("/calls?status=busy", page.It.Url, StringComparison.Ordinal);
        await page.It.ReloadAsync();
        await page.IsLiveAsync();
        Assert.Equal("busy", await page.It.InputValueAsync("#calls-status"));
        Assert.Equal(0, await page.It.Locator("tr [data-status=completed]").CountAsync());

        // Kept under a name, it is a click away, in this browser also tomorrow.
        await page.It.ClickAsync("[data-views] summary");
        await page.It.FillAsync("[data-view-name]", "Engaged");
        await page.It.ClickAsync("[data-view-keep]");
        await page.SeesAsync("[data-view=Engaged]");
        await page.It.Keyboard.PressAsync("Escape");
        await page.It.ClickAsync(".filters a");
        await page.SeesAsync("tr [data-status=completed]");
        await page.It.ReloadAsync();
        await page.IsLiveAsync();
        await page.It.ClickAsync("[data-views] summary");
        await page.It.ClickAsync("[data-view=Engaged]");
        await page.NoLongerSeesAsync("tr [data-status=completed]");
        Assert.EndsWith("/calls?status=busy", page.It.Url, StringComparison.Ordinal);
    }
}
