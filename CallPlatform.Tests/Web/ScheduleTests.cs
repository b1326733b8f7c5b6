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
    public async Task Hours_are_dragged_with_the_mouse_and_moved_with_the_keyboard()
    {
        await browser.Platform.IsOpenAllDayAsync();
        await using var page = await browser.OpenSignedInAsync("/feedback-calls?tab=schedule");
        await page.It.UncheckAsync("[data-day=sunday] input[type=checkbox]");
        await page.NoLongerSeesAsync("[data-day=sunday] [data-window]");

        // Drawn from 06:00 to 12:00, moved by six hours, its end drawn out to midnight.
        await DragAsync(page, 6, 12);
        await SeesHoursAsync(page, 6, 12);
        await DragAsync(page, 9, 15);
        await SeesHoursAsync(page, 12, 18);
        await DragAsync(page, 17.95, 23.95);
        await SeesHoursAsync(page, 12, 24);

        await page.It.FocusAsync("[data-day=sunday] [data-edge=start]");
        await page.It.Keyboard.PressAsync("ArrowLeft");
        await SeesHoursAsync(page, 11.75, 24);
        await page.It.Keyboard.PressAsync("PageUp");
        await SeesHoursAsync(page, 12.75, 24);
        await page.It.ClickAsync("form [data-save]");
        await page.SeesAsync("[data-saved]");
        var sunday = Assert.Single((await browser.Platform.Api.GetScheduleAsync()).Windows["sun"]);
        Assert.Equal(("12:45", "24:00"), (sunday.Start, sunday.End));

        await page.It.FocusAsync("[data-day=sunday] [data-edge=end]");
        await page.It.Keyboard.PressAsync("Delete");
        await page.NoLongerSeesAsync("[data-day=sunday] [data-window]");
        Assert.Empty(page.Complaints);
        await browser.Platform.IsOpenAllDayAsync();
    }

    private static async Task DragAsync(StaffPage page, double fromHour, double toHour)
    {
        var bar = (await page.It.Locator("[data-day=sunday] [data-bar]").BoundingBoxAsync())!;
        float X(double hour) => bar.X + ((float)hour / 24 * bar.Width);
        await page.It.Mouse.MoveAsync(X(fromHour), bar.Y + (bar.Height / 2));
        await page.It.Mouse.DownAsync();
        await page.It.Mouse.MoveAsync(X(toHour), bar.Y + (bar.Height / 2), new() { Steps = 4 });
        await page.It.Mouse.UpAsync();
    }

    private static Task SeesHoursAsync(StaffPage page, double from, double to) =>
        page.SeesAsync(FormattableString.Invariant($"[data-day=sunday] [data-window][data-start='{from * 60}'][data-end='{to * 60}']"));

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
