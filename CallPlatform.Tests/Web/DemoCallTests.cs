using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class DemoCallTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_demo_call_is_created_placed_and_seen_to_ring_talk_and_end_without_a_reload_and_then_rated()
    {
        await browser.Platform.IsOpenAllDayAsync();
        await using var page = await browser.OpenSignedInAsync("/feedback-calls?tab=demo");
        await page.It.EvaluateAsync("() => { window.neverReloaded = true; window.seen = []; new MutationObserver(() => { const s = document.querySelector('[data-call-view]')?.dataset.status; if (s && seen.at(-1) !== s) seen.push(s); }).observe(document.body, { subtree: true, childList: true, attributes: true }); }");

        await page.It.FillAsync("#demo-name", "Dora Demo");
        await page.It.FillAsync("#demo-phone", "12");
        await page.It.ClickAsync("[data-create-demo]");
        await page.SeesAsync("#demo-phone-error");
        await page.It.FillAsync("#demo-phone", "+1 415 555 0155");
        await page.It.FillAsync("#demo-vehicle", "MH-12-AB-1234");
        await page.It.ClickAsync("[data-create-demo]");
        await page.SeesAsync("[data-call-view][data-status=pending]");

        await page.It.ClickAsync("[data-call-now]");
        await page.SeesAsync("[data-call-view][data-status=completed]");
        var seen = await page.It.EvaluateAsync<string[]>("() => window.seen");
        Assert.Contains("in-progress", seen);
        Assert.True(await page.It.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await page.SeesAsync("[data-turns] li");
        await page.SeesAsync("[data-player]");

        await page.It.SelectOptionAsync("#fb-nps", "9");
        await page.It.FillAsync("#fb-tags", "callback, brakes");
        await page.It.FillAsync("#fb-notes", "Wants the invoice by mail.");
        await page.It.ClickAsync("[data-drawer] [data-save]");
        await page.SeesAsync("[data-saved]");
        await page.It.ReloadAsync();
        await page.IsLiveAsync();
        await page.SeesAsync("[data-drawer] [data-nps='9']");
        Assert.Equal("callback, brakes", await page.It.InputValueAsync("#fb-tags"));
        Assert.Equal("Wants the invoice by mail.", await page.It.InputValueAsync("#fb-notes"));
        Assert.Empty(page.Complaints);
    }
}
