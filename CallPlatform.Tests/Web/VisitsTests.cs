using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class VisitsTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_rep_starts_and_stops_a_visit_on_a_phone_sends_its_audio_and_reads_what_came_of_it()
    {
        var rep = await browser.Platform.AddStaffAsync("sales_rep", LeadWork.Unique("Vera"));
        var first = await browser.Platform.BookAsync(LeadWork.Unique("Jon"), rep.Id, LeadWork.Today(10));
        var second = await browser.Platform.BookAsync(LeadWork.Unique("Kim"), rep.Id, LeadWork.Today(15));
        var colleagues = await browser.Platform.BookAsync(LeadWork.Unique("Lou"), null, LeadWork.Today(11));
        await using var page = await browser.OpenAsAsync(rep, "/visits", Look.Phone);

        await page.SeesAsync($"[data-visit='{first.Id}']");
        Assert.Equal(0, await page.It.Locator($"[data-visit='{colleagues.Id}']").CountAsync());
        await page.It.ClickAsync($"[data-visit='{first.Id}'] [data-start]");
        await page.SeesAsync($"[data-visit='{first.Id}'][data-session=recording]");
        Assert.True(await page.It.IsDisabledAsync($"[data-visit='{second.Id}'] [data-start]"));

        // A phone sleeps, a page is reloaded: the visit goes on.
        await page.It.ReloadAsync();
        await page.IsLiveAsync();
        await page.It.ClickAsync($"[data-visit='{first.Id}'] [data-stop]");
        await page.SeesAsync($"[data-visit='{first.Id}'][data-session=completed]");

        await page.It.SetInputFilesAsync($"[data-visit='{first.Id}'] input[type=file]", new FilePayload { Name = "visit.wav", MimeType = "audio/wav", Buffer = Silence() });
        await page.SeesAsync($"[data-visit='{first.Id}'] audio");
        await page.It.ClickAsync($"[data-visit='{first.Id}'] [data-outcome=won]");
        await page.SeesAsync($"[data-visit='{first.Id}'] [data-outcome=won][aria-pressed=true]");
        await page.SeesAsync($"[data-visit='{first.Id}'][data-session=analysed] [data-analysis]");

        Assert.True(await page.It.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 390);
        Assert.Equal("won", (await browser.Platform.Api.GetAppointmentAsync(first.Id)).Outcome);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Service_staff_have_no_visits_and_are_told_so()
    {
        await using var page = await browser.OpenAsAsync(await browser.Platform.AddStaffAsync("csr"), "/visits", Look.Phone);

        await page.SeesAsync(".state[role=alert]:has-text('You may not see this')");
        Assert.Equal(0, await page.It.Locator("#nav a[href='/visits']").CountAsync());
    }

    // A second of 8 kHz silence, as a WAV.
    private static byte[] Silence()
    {
        using var bytes = new MemoryStream();
        using var wav = new BinaryWriter(bytes);
        wav.Write("RIFF"u8);
        wav.Write(36 + 16_000);
        wav.Write("WAVEfmt "u8);
        wav.Write(16);
        wav.Write((short)1);
        wav.Write((short)1);
        wav.Write(8000);
        wav.Write(16_000);
        wav.Write((short)2);
        wav.Write((short)16);
        wav.Write("data"u8);
        wav.Write(16_000);
        wav.Write(new byte[16_000]);
        return bytes.ToArray();
    }
}
