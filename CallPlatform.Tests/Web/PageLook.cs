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

    public static async Task LooksRightAsync(this StaffPage page, string name, string? content = null)
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
