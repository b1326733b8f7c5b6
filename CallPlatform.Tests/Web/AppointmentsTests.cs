using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class AppointmentsTests(StaffBrowser browser)
{
    [Fact]
    public async Task An_appointment_is_booked_moved_refused_where_the_rep_is_taken_and_downloaded()
    {
        var rep = await browser.Platform.AddStaffAsync("sales_rep", LeadWork.Unique("Rhea"));
        var lead = await browser.Platform.AddLeadAsync(LeadWork.Unique("Edna"));
        var other = await browser.Platform.BookAsync(LeadWork.Unique("Frank"), rep.Id, LeadWork.Today(14));
        var day = LeadWork.Today(0).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await using var page = await browser.OpenSignedInAsync($"/appointments?rep={rep.Id}&book={lead.Id}");

        await page.SeesAsync($".chosen[data-lead='{lead.Id}']");
        await page.It.FillAsync("#ap-start", $"{day}T14:30");
        await page.It.FillAsync("#ap-place", "1 Garden Lane");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($"dialog[open] [data-refused=rep_not_free]:has-text('{other.LeadName}')");

        await page.It.FillAsync("#ap-start", $"{day}T10:00");
        await page.It.ClickAsync("[data-save]");
        await page.NoLongerSeesAsync("dialog[open]");
        await page.SeesAsync($".slot:has-text('{lead.FullName}'):has-text('10:00')");

        await page.It.ClickAsync($".slot:has-text('{lead.FullName}')");
        await page.It.FillAsync("#ap-start", $"{day}T11:15");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($".slot:has-text('{lead.FullName}'):has-text('11:15')");

        await page.It.ClickAsync($".slot:has-text('{lead.FullName}')");
        var download = await page.It.RunAndWaitForDownloadAsync(() => page.It.ClickAsync("[data-ics]"));
        var calendar = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("BEGIN:VEVENT", calendar, StringComparison.Ordinal);
        Assert.Contains("1 Garden Lane", calendar, StringComparison.Ordinal);

        await page.It.SelectOptionAsync("#ap-status", "completed");
        await page.It.SelectOptionAsync("#ap-outcome", "won");
        await page.It.ClickAsync("[data-save]");
        await page.SeesAsync($".slot[data-outcome=won]:has-text('{lead.FullName}')");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task An_appointment_is_dragged_to_another_time_and_back_and_never_onto_another_one()
    {
        var rep = await browser.Platform.AddStaffAsync("sales_rep", LeadWork.Unique("Rob"));
        var dragged = await browser.Platform.BookAsync(LeadWork.Unique("Gina"), rep.Id, LeadWork.Today(9));
        var other = await browser.Platform.BookAsync(LeadWork.Unique("Hans"), rep.Id, LeadWork.Today(13));
        await using var page = await browser.OpenSignedInAsync($"/appointments?view=day&rep={rep.Id}");

        await DragAsync(page, dragged.Id, hours: 2);
        await page.SeesAsync($"[data-appointment='{dragged.Id}']:has-text('11:00')");
        await page.It.ClickAsync("[role=status] >> text=Undo");
        await page.SeesAsync($"[data-appointment='{dragged.Id}']:has-text('09:00')");

        await DragAsync(page, dragged.Id, hours: 4);
        await page.SeesAsync("[data-refused=rep_not_free]");
        await page.SeesAsync($"[data-appointment='{dragged.Id}']:has-text('09:00')");
        Assert.Equal(LeadWork.Today(13), (await browser.Platform.Api.GetAppointmentAsync(other.Id)).ScheduledStart);
        Assert.Equal(LeadWork.Today(9), (await browser.Platform.Api.GetAppointmentAsync(dragged.Id)).ScheduledStart);
    }

    // Playwright drags to the middle of an element; here the distance counts.
    private static async Task DragAsync(StaffPage page, Guid id, int hours)
    {
        var item = page.It.Locator($"[data-appointment='{id}']");
        await item.ScrollIntoViewIfNeededAsync();
        var box = (await item.BoundingBoxAsync())!;
        await page.It.Mouse.MoveAsync(box.X + 20, box.Y + 6);
        await page.It.Mouse.DownAsync();
        await page.It.Mouse.MoveAsync(box.X + 24, box.Y + 20, new() { Steps = 4 });
        await page.It.Mouse.MoveAsync(box.X + 20, box.Y + 6 + hours * 48, new() { Steps = 8 });
        await page.It.Mouse.UpAsync();
    }
}
