using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class TasksTests(StaffBrowser browser)
{
    [Fact]
    public async Task Somebody_does_their_tasks_takes_one_back_and_sees_what_is_late()
    {
        var csr = await browser.Platform.AddStaffAsync("csr", LeadWork.Unique("Tess"));
        var (mine, late, others) = (LeadWork.Unique("Send the offer"), LeadWork.Unique("Ring back"), LeadWork.Unique("Ask about parking"));
        await browser.Platform.AddTaskAsync(mine, csr.Id, 5);
        await browser.Platform.AddTaskAsync(late, csr.Id, -5);
        await browser.Platform.AddTaskAsync(others, null, 5);
        await using var page = await browser.OpenAsAsync(csr, "/tasks");

        await page.SeesAsync($"li[data-task]:has-text('{mine}')");
        Assert.Equal(0, await page.It.Locator($"li[data-task]:has-text('{others}')").CountAsync());
        await page.It.CheckAsync($"li[data-task]:has-text('{mine}') input[type=checkbox]");
        await page.NoLongerSeesAsync($"li[data-task]:has-text('{mine}')");
        await page.It.ClickAsync("[data-undo]");
        await page.SeesAsync($"li[data-task][data-status=open]:has-text('{mine}')");
        await page.It.CheckAsync($"li[data-task]:has-text('{mine}') input[type=checkbox]");

        await page.It.ClickAsync("[data-tab=overdue]");
        await page.SeesAsync($"li[data-task]:has-text('{late}') .late");
        await page.It.ClickAsync("[data-tab=all]");
        await page.SeesAsync($"li[data-task]:has-text('{others}')");
        await page.It.ClickAsync("[data-tab=done]");
        await page.SeesAsync($"li[data-task][data-status=done]:has-text('{mine}')");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Whoever_called_and_reached_nobody_waits_in_the_queue_until_they_are_reached()
    {
        var number = LeadWork.Phone();
        await browser.Platform.ExecuteAsync($"""
            insert into tracking_numbers (id, organization_id, number, label, created_at, updated_at)
            values ('{Guid.CreateVersion7()}', (select id from organizations order by created_at limit 1), '{number}', 'Main', now(), now())
            """);
        var caller = LeadWork.Phone();
        await using var page = await browser.OpenSignedInAsync("/tasks?view=missed");

        // The queue is open while the call is missed, and shows it by itself.
        await browser.Platform.RingAsync(new { caller_number = caller, tracking_number = number, answered = false });
        var row = $"tr[data-missed]:has(a[href='tel:{caller}'])";
        await page.SeesAsync(row);
        await page.It.ClickAsync($"{row} [data-recovered]");
        await page.NoLongerSeesAsync(row);

        await page.It.SelectOptionAsync("#missed-state", "recovered");
        await page.SeesAsync($"tr[data-state=recovered]:has(a[href='tel:{caller}'])");
    }
}
