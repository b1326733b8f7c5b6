using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>Each page in both themes, at a desk's width and a phone's: no serious finding of axe, nothing wider than the screen, a picture.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class LookTests(StaffBrowser browser)
{
    [Fact]
    public async Task Sign_in()
    {
        await using var page = await browser.OpenAsync();
        await page.It.GotoAsync("/sign-in");
        await page.LooksRightAsync("sign-in");
    }

    [Fact]
    public async Task Every_page()
    {
        await browser.Platform.HasEndedCallsAsync(2);
        await browser.Platform.HasScriptAsync();
        await using var page = await browser.OpenSignedInAsync("/");

        await page.LooksRightAsync("home", ".card");
        await page.VisitAsync("/calls", "calls", "[data-row]");
        await page.It.Locator("tr:has([data-status=completed]) [data-row]").First.ClickAsync();
        await page.LooksRightAsync("calls-drawer", "[data-call-view]");
        var id = await page.It.GetAttributeAsync("[data-call-view]", "data-call-view");
        await page.VisitAsync($"/calls/{id}", "call", "[data-call-view]");
        await page.VisitAsync("/contacts", "contacts", "[data-row]");
        await page.VisitAsync("/contacts?edit=new", "contact-new", "dialog[open] #contact-name");
        await page.VisitAsync("/contacts?q=nobody-has-this-name", "contacts-none", ".state");
        await page.VisitAsync("/scripts", "scripts", "[data-row]");
        await page.It.Locator("[data-row]").First.ClickAsync();
        await page.LooksRightAsync("script", "#script-name");
        await page.VisitAsync("/scripts/new", "script-new", "#script-name");
        await page.VisitAsync("/nowhere", "not-found", ".state");
        await page.VisitAsync($"/calls/{Guid.NewGuid()}", "call-gone", ".state");
        await page.GoToAsync("/");
        await page.It.ClickAsync("[data-place-call]");
        await page.LooksRightAsync("place-call", "#pc-contact option:nth-child(2)");
        await page.It.Keyboard.PressAsync("Escape");
        await page.NoLongerSeesAsync("dialog[open]");
        await page.It.Keyboard.PressAsync("?");
        await page.LooksRightAsync("shortcuts", "dialog[open]", Look.Desk);
        await page.It.Keyboard.PressAsync("Escape");
        await page.TurnToAsync(Look.Phone);
        await page.It.ClickAsync(".nav-toggle");
        await page.LooksRightAsync("menu", "#nav a", Look.Phone);

        Assert.Empty(page.Complaints);
    }
}
