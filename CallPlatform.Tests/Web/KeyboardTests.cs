using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class KeyboardTests(StaffBrowser browser)
{
    [Fact]
    public async Task Calls_are_reached_opened_walked_through_and_closed_without_a_mouse()
    {
        await browser.Platform.HasEndedCallsAsync(2);
        await using var page = await browser.OpenSignedInAsync();
        var keys = page.It.Keyboard;

        await keys.PressAsync("g");
        await keys.PressAsync("c");
        await page.SeesAsync("[data-row]");
        await keys.PressAsync("j");
        await keys.PressAsync("Enter");
        await page.SeesAsync("[data-call-view]");
        var first = await page.It.GetAttributeAsync("[data-call-view]", "data-call-view");
        await keys.PressAsync("j");
        await page.SeesAsync($"[data-call-view]:not([data-call-view='{first}'])");
        await keys.PressAsync("Escape");
        await page.NoLongerSeesAsync("[data-drawer]");

        // The drawer was part of the address, so going back brings it back.
        await page.It.GoBackAsync();
        await page.SeesAsync("[data-drawer]");
    }

    [Fact]
    public async Task The_palette_runs_a_command()
    {
        await using var page = await browser.OpenSignedInAsync();

        await page.It.Keyboard.PressAsync("Control+k");
        await page.SeesAsync("dialog[open] .palette-input");
        await page.It.Keyboard.TypeAsync("scripts");
        await page.SeesAsync("#palette-list li[aria-selected=true]:has-text('Scripts')");
        await page.It.Keyboard.PressAsync("Enter");

        // Not by the address: Playwright may miss one that changes within the page just before it starts to look.
        await page.SeesAsync("h1:has-text('Scripts')");
        await page.NoLongerSeesAsync("dialog[open]");
    }

    [Fact]
    public async Task Letters_typed_into_a_field_stay_letters()
    {
        await using var page = await browser.OpenSignedInAsync("/calls");

        await page.It.Keyboard.PressAsync("/");
        await page.It.Keyboard.TypeAsync("gc?c");

        Assert.Equal("gc?c", await page.It.InputValueAsync("[data-search]"));
        Assert.Equal(0, await page.It.Locator("dialog[open]").CountAsync());
    }

    [Fact]
    public async Task The_first_tab_stop_skips_to_the_content()
    {
        await using var page = await browser.OpenSignedInAsync("/calls");
        await page.It.EvaluateAsync("() => document.activeElement?.blur()");

        await page.It.Keyboard.PressAsync("Tab");
        var focused = await page.It.EvaluateAsync<string>("() => document.querySelector('.skip') === document.activeElement || document.activeElement.closest('main, header, nav') ? 'in order' : 'lost'");

        Assert.Equal("in order", focused);
    }
}
