using CallPlatform.Contracts;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class CampaignTests(StaffBrowser browser)
{
    [Fact]
    public async Task A_campaign_is_put_together_rehearsed_run_paused_resumed_and_those_it_missed_are_called_again()
    {
        var who = $"Crowd {Guid.NewGuid():N}"[..14];
        // One line: they are called one after another, so that there is time to pause.
        await browser.Platform.IsOpenAllDayAsync(lines: 1);
        foreach (var phone in new[] { "+14155551142", "+14155551143", "+14155551144", "+14155560002" })
        {
            await browser.Platform.AddContactAsync($"{who} {phone[^4..]}", phone);
        }

        await using var page = await browser.OpenSignedInAsync("/campaigns/new");

        await page.It.ClickAsync("[data-next]");
        await page.SeesAsync("#who-type-error");
        await page.It.CheckAsync("[value=contacts]");
        await page.It.FillAsync("#who-q", who);
        await page.It.ClickAsync("button:has-text('Select these 4')");
        await page.It.ClickAsync("[data-next]");
        await page.It.FillAsync("#what-name", $"Campaign {who}");
        await page.It.ClickAsync("[data-step=what] [data-next]");
        await page.It.ClickAsync("[data-step=when] [data-next]");
        await page.It.ClickAsync("[data-step=limits] [data-next]");
        await page.SeesAsync("[data-rehearsal='4']");
        await page.It.ClickAsync("[data-start]");

        await page.SeesAsync("[data-campaign-status=running]");
        await page.It.ClickAsync("[data-pause]");
        await page.SeesAsync("[data-campaign-status=paused]");
        await page.SeesAsync("[data-event=paused]");
        await page.It.ClickAsync("[data-resume]");

        // It ends by itself, and is seen to, without a reload.
        await page.SeesAsync("[data-campaign-status=completed]");
        await page.SeesAsync("[data-count=reached]:has-text('3')");
        await page.SeesAsync("[data-count=missed]:has-text('1')");

        await page.It.ClickAsync("[data-redial]");
        await page.It.CheckAsync("[data-outcome=no-answer]");
        await page.It.ClickAsync("[data-redial-now]");
        await page.SeesAsync("[data-redialled='1']");
        await page.SeesAsync("[data-event=redialled]");
        Assert.Empty(page.Complaints);
        await browser.Platform.IsOpenAllDayAsync();
    }

    [Fact]
    public async Task A_draft_is_edited_and_its_people_are_called_as_it_says_then()
    {
        var platform = browser.Platform;
        await platform.HasScriptAsync();
        var script = (await platform.Api.ListScriptsAsync())[0];
        var contact = await platform.AddContactAsync($"Dora {Guid.NewGuid():N}"[..14], $"+1415{Random.Shared.Next(2_000_000, 9_999_999)}");
        var draft = await platform.Api.CreateCampaignAsync(new("Old name", People: new(ContactIds: [contact])));
        await using var page = await browser.OpenSignedInAsync($"/campaigns/{draft.Id}");

        await page.It.ClickAsync("[data-edit-campaign]");
        Assert.True(await page.It.IsCheckedAsync("[value=kept]"));
        await page.It.ClickAsync("[data-step=who] [data-next]");
        await page.It.FillAsync("#what-name", "New name");
        await page.It.SelectOptionAsync("#what-script", script.Id.ToString());
        await page.It.ClickAsync("[data-step=what] [data-next]");
        await page.It.ClickAsync("[data-step=when] [data-next]");
        await page.It.ClickAsync("[data-step=limits] [data-next]");
        await page.SeesAsync("[data-rehearsal]");

        var edited = await platform.Api.GetCampaignAsync(draft.Id);
        Assert.Equal(("New name", (Guid?)script.Id, "draft"), (edited.Name, edited.ScriptId, edited.Status));
        var call = Assert.Single((await platform.Api.ListCallsAsync(new CallQuery { ContactId = contact })).Data);
        Assert.Equal(script.Id, (await platform.Api.GetCallAsync(call.Id)).Script?.Id);
        Assert.Empty(page.Complaints);
    }
}
