using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>How a page has to look: no serious finding of axe, nothing wider than the screen; and a picture of it.</summary>
internal static class PageLook
{
    private static readonly string Pictures = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "artifacts", "screenshots")).FullName;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // The whole result is large, and telling what passes takes axe longer than finding what does not.
    private const string Findings = """
        async rules => {
          const found = await axe.run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
          return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
            .map(v => `${v.id} (${v.impact}) at ${v.nodes.slice(0, 3).map(n => n.html).join(', ')}: ${v.help}`);
        }
        """;

    /// <summary>Gives every document of the page axe, as it is loaded.</summary>
    public static Task BringAxeAsync(this IPage page) => page.AddInitScriptAsync(Axe);

    public static async Task VisitAsync(this StaffPage page, string address, string name, string content)
    {
        await page.GoToAsync(address);
        await page.LooksRightAsync(name, content);
    }

    /// <summary>Looks at the page as it is now, in both themes and widths, without loading it anew.</summary>
    public static async Task LooksRightAsync(this StaffPage page, string name, string? content = null, Look? only = null)
    {
        if (content is not null)
        {
            await page.It.WaitForSelectorAsync(content, new() { State = WaitForSelectorState.Attached });
        }

        foreach (var look in Look.All.Where(l => only is null || l.Width == only.Width))
        {
            await page.TurnToAsync(look);
            await LooksRightAsync(page, name, look);
        }
    }

    public static async Task TurnToAsync(this StaffPage page, Look look)
    {
        await page.It.SetViewportSizeAsync(look.Width, look.Height);
        await page.It.EmulateMediaAsync(new() { ColorScheme = look.Theme });

        // Drawn once in the new size.
        await page.It.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static async Task LooksRightAsync(StaffPage page, string name, Look look)
    {
        await page.It.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{look}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

        var width = await page.It.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(width <= look.Width, $"{name} ({look}) is {width} px wide: it scrolls sideways.");

        // Only colours differ between the themes.
        var rules = look.Theme == ColorScheme.Dark ? new[] { "color-contrast", "link-in-text-block" } : null;
        var grave = await page.It.EvaluateAsync<string[]>(Findings, rules);
        Assert.True(grave.Length == 0, $"{name} ({look}):\n" + string.Join('\n', grave));
    }
}
