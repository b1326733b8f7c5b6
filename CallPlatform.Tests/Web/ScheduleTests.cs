using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class ScheduleTests(StaffBrowser browser)
{
    [Fact]
    public async Task After_all_days_are_closed_the_rule_says_so_and_a_call_waits_with_its_reason()
    {
        await browser.Platform.IsOpenAllDayAsync();
        await using var page = await browser.OpenSignedInAsync("/feedback-calls?tab=schedule");
        await page.SeesAsync(".hours-note[data-open=true]");

        // Open on one day only, which is not today anywhere.
        var open = DateTimeOffset.UtcNow.AddDays(3).DayOfWeek.ToString().ToLowerInvariant();
        foreach (var day in Enum.GetValues<DayOfWeek>().Select(d => d.ToString().ToLowerInvariant()).Where(d => d != open))
        {
            await page.It.UncheckAsync($"[data-day={day}] input[type=checkbox]");
        }

        await page.It.ClickAsync("form [data-save]");
        await page.SeesAsync("[data-saved]");
        await page.SeesAsync(".hours-note[data-open=false]");

        await page.It.FillAsync("#ex-phone", "+1 415 555 0166");
        await page.It.ClickAsync("[data-explain]");
        await page.SeesAsync("[data-verdict=wait] [data-wait=outside_window]");

        var name = $"Walter {Guid.NewGuid():N}"[..14];
        await browser.Platform.AddRecordAsync(name, "+14155550166");
        await browser.Platform.WaitsAsync(name, "outside_window");
        await page.GoToAsync("/feedback-calls");
        await page.SeesAsync($"tr:has-text('{name}') [data-wait=outside_window]");

        // The hours open, and the call that waited goes by itself, while one looks.
        await browser.Platform.IsOpenAllDayAsync();
        await page.NoLongerSeesAsync($"tr:has-text('{name}')");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Hours_that_overlap_and_delays_that_are_no_numbers_are_said_and_not_saved()
    {
        await browser.Platform.IsOpenAllDayAsync();
        await using var page = await browser.OpenSignedInAsync("/feedback-calls?tab=schedule");

        await page.It.FillAsync("#sch-busy", "soon");
        await page.It.PressAsync("#sch-busy", "Tab");
        await page.SeesAsync("#sch-busy-error");
        await page.It.ClickAsync("form [data-save]");

        await page.SeesAsync("form .note.bad");
        Assert.Equal(0, await page.It.Locator("[data-saved]").CountAsync());
    }
}
