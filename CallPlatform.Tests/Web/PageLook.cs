using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>How a page has to look: no serious finding of axe, nothing wider than the screen; and a picture of it.</summary>
internal static class PageLook
{
    private static readonly string Pictures = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "artifacts", "screenshots")).FullName;

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

        var found = await page.It.RunAxe();
        var grave = found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id} ({v.Impact}) at {Where(v)}: {v.Help}").ToList();
        Assert.True(grave.Count == 0, $"{name} ({look}):\n" + string.Join('\n', grave));
    }

    private static string Where(AxeResultItem violation) => string.Join(", ", violation.Nodes.Take(3).Select(n => n.Html));
}
