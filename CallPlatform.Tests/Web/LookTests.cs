using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>Each page in both themes, at a desk's width and a phone's: no serious finding of axe, nothing wider than the screen, a picture.</summary>
[Collection(nameof(StaffBrowser))]
public sealed class LookTests(StaffBrowser browser)
{
    private static readonly string Pictures = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "artifacts", "screenshots")).FullName;

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Sign_in(ColorScheme theme, int width)
    {
        var look = new Look(theme, width);
        await using var page = await browser.OpenAsync(look);
        await page.It.GotoAsync("/sign-in");
        await LooksRightAsync(page, "sign-in");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Every_page(ColorScheme theme, int width)
    {
        var look = new Look(theme, width);
        await browser.Platform.HasEndedCallsAsync(2);
        await browser.Platform.HasScriptAsync();
        await using var page = await browser.OpenSignedInAsync("/", look);

        await LooksRightAsync(page, "home", ".card");
        await VisitAsync(page, "/calls", "calls", "[data-row]");
        await page.It.Locator("tr:has([data-status=completed]) [data-row]").First.ClickAsync();
        await LooksRightAsync(page, "calls-drawer", "[data-call-view]");
        var id = await page.It.GetAttributeAsync("[data-call-view]", "data-call-view");
        await VisitAsync(page, $"/calls/{id}", "call", "[data-call-view]");
        await VisitAsync(page, "/contacts", "contacts", "[data-row]");
        await VisitAsync(page, "/contacts?edit=new", "contact-new", "dialog[open] #contact-name");
        await VisitAsync(page, "/contacts?q=nobody-has-this-name", "contacts-none", ".state");
        await VisitAsync(page, "/scripts", "scripts", "[data-row]");
        await page.It.Locator("[data-row]").First.ClickAsync();
        await LooksRightAsync(page, "script", "#script-name");
        await VisitAsync(page, "/scripts/new", "script-new", "#script-name");
        await VisitAsync(page, "/nowhere", "not-found", ".state");
        await VisitAsync(page, $"/calls/{Guid.NewGuid()}", "call-gone", ".state");
        await VisitAsync(page, "/", "place-call-behind", ".card");
        await page.It.ClickAsync("[data-place-call]");
        await LooksRightAsync(page, "place-call", "#pc-contact option:nth-child(2)");
        await page.It.Keyboard.PressAsync("Escape");
        await page.NoLongerSeesAsync("dialog[open]");
        if (look.IsPhone)
        {
            await page.It.ClickAsync(".nav-toggle");
            await LooksRightAsync(page, "menu", "#nav a");
        }
        else
        {
            await page.It.Keyboard.PressAsync("?");
            await LooksRightAsync(page, "shortcuts", "dialog[open]");
        }

        Assert.Empty(page.Complaints);
    }

    private static async Task VisitAsync(StaffPage page, string address, string name, string content)
    {
        await page.GoToAsync(address);
        await LooksRightAsync(page, name, content);
    }

    private static async Task LooksRightAsync(StaffPage page, string name, string? content = null)
    {
        if (content is not null)
        {
            await page.It.WaitForSelectorAsync(content, new() { State = WaitForSelectorState.Attached });
        }

        await page.It.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{page.Look}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

        var width = await page.It.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(width <= page.Look.Width, $"{name} ({page.Look}) is {width} px wide: it scrolls sideways.");

        var found = await page.It.RunAxe();
        var grave = found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id} ({v.Impact}) at {Where(v)}: {v.Help}").ToList();
        Assert.True(grave.Count == 0, $"{name} ({page.Look}):\n" + string.Join('\n', grave));
    }

    private static string Where(AxeResultItem violation) => string.Join(", ", violation.Nodes.Take(3).Select(n => n.Html));
}
