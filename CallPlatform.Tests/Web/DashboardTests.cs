using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>Each role's home: its own figures, what they mean, of which days and whose clock.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class DashboardTests(StaffBrowser browser)
{
    [Theory]
    [InlineData("manager", "/", "Calls made", "Failed calls")]
    [InlineData("manager", "/?tab=csr", "Booking rate", "Compliance")]
    [InlineData("manager", "/?tab=sales", "Win rate", "Meeting structure")]
    [InlineData("csr", "/", "Booking rate", "Open follow-ups")]
    [InlineData("sales_rep", "/", "Win rate", "Visited")]
    [InlineData("viewer", "/", "Calls made", "Contacts")]
    public async Task Home_has_the_figures_of_the_role(string role, string address, string figure, string another)
    {
        await using var page = await browser.OpenAsAsync(await browser.Platform.AddStaffAsync(role), address);

        await page.SeesAsync($".card:has-text('{figure}')");
        await page.SeesAsync($".card:has-text('{another}')");
        var tiles = await page.It.Locator(".card").CountAsync();
        Assert.InRange(tiles, 4, 6);
        Assert.Equal(tiles, await page.It.Locator(".card[title]:not([title=''])").CountAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Rates_of_nothing_are_a_dash_and_the_days_are_in_the_address()
    {
        await using var page = await browser.OpenAsAsync(await browser.Platform.AddStaffAsync("csr"));

        await page.SeesAsync(".card:has-text('Booking rate') strong:has-text('–')");
        await page.It.ClickAsync(".presets a:has-text('7 days')");
        await page.SeesAsync(".presets a[aria-current]:has-text('7 days')");
        Assert.Matches(@"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&zone=", page.It.Url);

        await page.It.ReloadAsync();
        await page.SeesAsync(".presets a[aria-current]:has-text('7 days')");
        Assert.Contains("UTC", await page.It.TextContentAsync("[data-span]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_booked_call_and_a_won_appointment_show_in_everybodys_figures()
    {
        var (csr, rep) = (await browser.Platform.AddStaffAsync("csr", LeadWork.Unique("Cleo")), await browser.Platform.AddStaffAsync("sales_rep", LeadWork.Unique("Sam")));
        var number = LeadWork.Phone();
        await browser.Platform.ExecuteAsync($"""
            insert into tracking_numbers (id, organization_id, number, label, assigned_user_id, created_at, updated_at)
            values ('{Guid.CreateVersion7()}', (select id from organizations order by created_at limit 1), '{number}', 'Main', '{csr.Id}', now(), now())
            """);
        await browser.Platform.RingAsync(new { caller_number = $"+1415{Random.Shared.Next(200, 999)}0014", tracking_number = number, answered = true, duration = 120 });
        var won = await browser.Platform.BookAsync(LeadWork.Unique("Ida"), rep.Id, LeadWork.Today(8));
        await browser.Platform.Api.ChangeAppointmentAsync(won.Id, new(Status: new("completed"), Outcome: new("won")));

        await using (var page = await browser.OpenAsAsync(csr))
        {
            // The analysis takes its time; the board follows by itself.
            await page.SeesAsync(".card:has-text('Calls') strong:text-is('1')");
            await page.It.WaitForFunctionAsync("() => [...document.querySelectorAll('.card')].some(c => c.textContent.includes('Booking rate') && c.textContent.includes('100'))");
            await page.SeesAsync("details.chart-table");
            Assert.Equal(30, await page.It.Locator(".chart-table tbody tr").CountAsync());
        }

        await using (var page = await browser.OpenAsAsync(rep))
        {
            await page.SeesAsync(".card:has-text('Won') strong:text-is('1')");
            await page.SeesAsync(".card:has-text('Win rate') strong:has-text('100')");
        }

        await using (var page = await browser.OpenSignedInAsync("/?tab=csr"))
        {
            await page.SeesAsync($"tr:has-text('Cleo') td:nth-child(4):has-text('100')");
            await page.It.ClickAsync("[data-tab=sales]");
            await page.SeesAsync("tr:has-text('Sam') td:has-text('100')");
            await page.It.ClickAsync("[data-tab=calls]");
            await page.SeesAsync(".funnel li:has-text('Won')");
        }
    }
}
