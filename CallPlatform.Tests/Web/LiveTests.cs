using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class LiveTests(StaffBrowser browser)
{
    [Fact]
    public async Task Two_Web_processes_show_the_same_call_as_it_changes_and_a_pulled_cable_is_shown_and_recovers_without_a_reload()
    {
        await using var other = browser.Platform.StartWeb();
        await other.HealthyAsync();
        await using var cable = new Cable(other.Url);
        await using var here = await browser.OpenSignedInAsync("/calls");
        await using var there = await browser.OpenSignedInAsync("/calls", at: cable.Address);
        foreach (var page in new[] { here, there })
        {
            await page.It.EvaluateAsync("() => window.neverReloaded = true");
        }

        var call = await browser.Platform.PlaceCallAsync("Twain Web");
        foreach (var page in new[] { here, there })
        {
            await page.SeesAsync($"tr[data-call='{call}']");
        }

        // What happens while the cable is out is on the page when it is back, which stayed the page it was.
        cable.Pull();
        await there.SeesAsync("#components-reconnect-modal.components-reconnect-show, #components-reconnect-modal.components-reconnect-retrying");
        await here.SeesAsync($"tr[data-call='{call}'] [data-status=completed]");
        cable.PutIn();
        await there.SeesAsync($"tr[data-call='{call}'] [data-status=completed]");
        await there.IsHiddenAsync("#components-reconnect-modal");
        Assert.True(await there.It.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        Assert.Empty(here.Complaints);
    }
}
