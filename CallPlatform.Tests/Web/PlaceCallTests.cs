using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class PlaceCallTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_call_is_placed_and_seen_to_ring_talk_and_end_without_a_reload_and_then_read_and_heard()
    {
        var contact = await browser.Platform.AddContactAsync("Wanda Ring");
        await using var page = await browser.OpenSignedInAsync("/calls");
        await page.It.EvaluateAsync("() => { window.neverReloaded = true; window.seen = []; new MutationObserver(() => { const s = document.querySelector('[data-call-view]')?.dataset.status; if (s && seen.at(-1) !== s) seen.push(s); }).observe(document.body, { subtree: true, childList: true, attributes: true }); }");

        await page.It.Keyboard.PressAsync("c");
        await page.It.SelectOptionAsync("#pc-contact", contact.ToString());
        await page.It.FillAsync("#pc-assistant", "5d1d5a70-0000-4000-8000-00000000a551");
        await page.It.FillAsync("#pc-number", "5d1d5a70-0000-4000-8000-0000000f0e01");
        await page.It.ClickAsync("[data-place]");
        await page.SeesAsync("[data-call-view][data-status=completed]");
        await page.SeesAsync($"tr[aria-current=true] [data-status=completed]");

        var seen = await page.It.EvaluateAsync<string[]>("() => window.seen");
        Assert.Contains("in-progress", seen);
        Assert.True(await page.It.EvaluateAsync<bool>("() => window.neverReloaded === true"));

        await page.SeesAsync("[data-turns] li");
        await page.SeesAsync("[data-drawer] [data-player]");
        await page.It.WaitForFunctionAsync("() => document.querySelector('audio').readyState > 0");
        await page.It.ClickAsync("[data-turns] li:nth-child(2) [data-play-from]");
        await page.SeesAsync("[data-turns] li[data-now]");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_and_nothing_is_placed()
    {
        await browser.Platform.AddContactAsync("Wanda Ring"); // without contacts the dialog asks for one first
        await using var page = await browser.OpenSignedInAsync("/calls");

        await page.It.Keyboard.PressAsync("c");
        await page.SeesAsync("#pc-contact");
        await page.It.ClickAsync("[data-place]");

        await page.SeesAsync("#pc-contact-error");
        await page.SeesAsync("dialog[open]");
    }

    [Fact]
    public async Task A_call_that_does_not_exist_says_so()
    {
        await using var page = await browser.OpenSignedInAsync($"/calls/{Guid.NewGuid()}");

        await page.SeesAsync(".state[role=alert]");
        Assert.Contains("does not exist", await page.It.TextContentAsync(".state"), StringComparison.Ordinal);
    }
}
