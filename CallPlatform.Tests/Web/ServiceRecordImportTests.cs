using System.Globalization;
using System.Text;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class ServiceRecordImportTests(StaffBrowser browser)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_rows_go_in_and_the_three_bad_ones_come_back_as_a_file()
    {
        var batch = Guid.NewGuid().ToString("N")[..6];
        await using var page = await browser.OpenSignedInAsync("/service-records/import");

        await page.It.SetInputFilesAsync("input[type=file]", new Microsoft.Playwright.FilePayload
        {
            Name = "visits.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File(batch)),
        });
        await page.SeesAsync("[data-import-checked] [data-imported='997']");
        await page.SeesAsync("[data-import-checked] [data-failed='3']");
        await page.SeesAsync("td[data-error=customer_phone]");
        await page.SeesAsync("td[data-error=customer_name]");
        await page.SeesAsync("td[data-error=appointment_date]");

        await page.It.ClickAsync("[data-import]");
        await page.SeesAsync("[data-import-done] [data-imported='997']");
        var saving = page.It.WaitForDownloadAsync();
        await page.It.ClickAsync("[data-rejected]");
        var file = await saving;
        Assert.Equal("visits-rejected.csv", file.SuggestedFilename);
        var lines = await System.IO.File.ReadAllLinesAsync(await file.PathAsync(), Ct);
        Assert.Equal(4, lines.Length);
        Assert.Contains("not a number", lines[1], StringComparison.Ordinal);

        await page.GoToAsync($"/service-records?q={batch}-0999");
        await page.SeesAsync($"tr:has-text('{batch}-0999')");

        // One step back: the whole file is out again.
        await page.GoToAsync("/service-records/import");
        await page.It.ClickAsync("[data-undo] >> nth=0");
        await page.It.ClickAsync("dialog[open] [data-confirm]");
        await page.SeesAsync("[data-import-id][data-undone=true]:has-text('997')");
        Assert.Equal(0, (await browser.Platform.Api.ListServiceRecordsAsync(batch)).Total);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_header_the_platform_does_not_know_is_mapped_by_hand()
    {
        await using var page = await browser.OpenSignedInAsync("/service-records/import");

        await page.It.SetInputFilesAsync("input[type=file]", new Microsoft.Playwright.FilePayload
        {
            Name = "odd.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"Wer,Handy\n\"Odd, {Guid.NewGuid():N}\",+14155550199\n"),
        });
        await page.SeesAsync("[data-import-checked]");
        await page.It.SelectOptionAsync("label:has-text('Wer') + select", "customer_name");
        await page.It.SelectOptionAsync("label:has-text('Handy') + select", "customer_phone");

        await page.SeesAsync("[data-import-checked] [data-imported='1']");
    }

    private static string File(string batch)
    {
        var text = new StringBuilder("Name,Phone,Vehicle,Advisor,Service,Date\n");
        for (var i = 0; i < 1000; i++)
        {
            var (name, phone, date) = i switch
            {
                100 => ("Bad Phone", "not a number", "2027-01-31"),
                500 => ("", string.Create(CultureInfo.InvariantCulture, $"+1415555{i:0000}"), "2027-01-31"),
                900 => ("Bad Date", string.Create(CultureInfo.InvariantCulture, $"+1415555{i:0000}"), "someday"),
                _ => (string.Create(CultureInfo.InvariantCulture, $"Visitor {i}"), string.Create(CultureInfo.InvariantCulture, $"+1415555{i:0000}"), "2027-01-31 10:30"),
            };
            text.Append(CultureInfo.InvariantCulture, $"{name},{phone},{batch}-{i:0000},Asha Rao,\"Service, large\",{date}\n");
        }

        return text.ToString();
    }
}
