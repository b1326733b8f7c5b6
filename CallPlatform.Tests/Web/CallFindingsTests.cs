using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class CallFindingsTests(StaffBrowser browser)
{
    // By the simulator's table a caller who finds the price high and has to ask at home.
    private const string Caller = "+14157772003";

    [Fact]
    public async Task An_analysed_call_quotes_the_words_an_objection_rests_on_leads_there_and_its_number_is_called_no_more()
    {
        var number = LeadWork.Phone();
        await browser.Platform.ExecuteAsync($"""
            insert into tracking_numbers (id, organization_id, number, label, created_at, updated_at)
            values ('{Guid.CreateVersion7()}', (select id from organizations order by created_at limit 1), '{number}', 'Main', now(), now())
            """);
        await browser.Platform.RingAsync(new { caller_number = Caller, tracking_number = number, answered = true, duration = 120 });
        await using var page = await browser.OpenSignedInAsync("/calls?direction=inbound");

        await page.It.ClickAsync("tr:has-text('777') [data-row]");
        await page.SeesAsync("[data-findings] [data-objection]");
        await page.SeesAsync("[data-turns] .turn.agent");
        await page.SeesAsync("[data-turns] .turn.person");
        var second = await page.It.Locator("[data-objection] [data-jump]").First.GetAttributeAsync("data-jump");
        await page.It.Locator("[data-objection] [data-jump]").First.ClickAsync();
        await page.SeesAsync($"[data-turns] [data-found][data-start='{second}'], [data-turns] [data-now][data-start='{second}']");

        await page.LooksRightAsync("call-findings");
        await page.It.ClickAsync("[data-drawer] [data-suppress]");
        await page.It.ClickAsync("dialog[open] [data-confirm]");
        await page.SeesAsync("[data-drawer] [data-suppressed]");
        Assert.Contains((await browser.Platform.Api.ListSuppressionsAsync(Caller)).Items, s => s.Phone == Caller);
        Assert.Empty(page.Complaints);
        await browser.Platform.Api.RemoveSuppressionAsync(Caller);
    }
}
