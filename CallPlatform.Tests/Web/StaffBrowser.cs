using Microsoft.Playwright;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>How a page is looked at: both themes, a desk and a phone.</summary>
public sealed record Look(ColorScheme Theme, int Width)
{
    public static readonly Look Desk = new(ColorScheme.Light, 1440);

    public static readonly Look Phone = new(ColorScheme.Light, 390);

    /// <summary>The desk last: a page that was looked at is left as it was opened.</summary>
    public static readonly IReadOnlyList<Look> All = [Phone, Phone with { Theme = ColorScheme.Dark }, Desk with { Theme = ColorScheme.Dark }, Desk];

    public bool IsPhone => Width < 800;

    public int Height => IsPhone ? 844 : 900;

    public override string ToString() => $"{(Theme == ColorScheme.Dark ? "dark" : "light")}-{Width}";
}

/// <summary>One Chromium for all browser tests; each test gets a context of its own, signed in if it wants.</summary>
public sealed class StaffBrowser : IAsyncLifetime
{
    private readonly StaffPlatform platform = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    public string Address => platform.Web;

    public StaffPlatform Platform => platform;

    public async ValueTask InitializeAsync()
    {
        await platform.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM")
                ?? new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("Browser tests need Chromium: install it, or name it in CHROMIUM."),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await platform.DisposeAsync();
    }

    /// <summary>A page of somebody who is not signed in.</summary>
    public async Task<StaffPage> OpenAsync(Look? look = null, string? at = null)
    {
        look ??= Look.Desk;
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = at ?? platform.Web,
            ColorScheme = look.Theme,
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            Locale = "en-GB",
        });
        var page = await context.NewPageAsync();
        await page.BringAxeAsync();
        return new(page);
    }

    /// <summary>A page of the owner, signed in, at an address of the Web.</summary>
    public Task<StaffPage> OpenSignedInAsync(string address = "/", Look? look = null, string? at = null) =>
        OpenAsync(platform.Username, platform.Password, address, look, at);

    /// <summary>A page of somebody else of the organisation.</summary>
    public Task<StaffPage> OpenAsAsync(StaffPerson person, string address = "/", Look? look = null) =>
        OpenAsync(person.Username, StaffPlatform.StaffPassword, address, look);

    private async Task<StaffPage> OpenAsync(string username, string password, string address, Look? look, string? at = null)
    {
        var page = await OpenAsync(look, at);
        await page.It.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(address));
        await page.SignInAsync(username, password);
        await page.IsLiveAsync();
        return page;
    }
}

/// <summary>A page, and what people do on any of them.</summary>
public sealed class StaffPage : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    public StaffPage(IPage page)
    {
        It = page;
        page.SetDefaultTimeout(120_000); // a busy machine is no failure
        page.Console += (_, message) =>
        {
            // Chromium also reports each 404 here; pages that are meant to be missing ask for it. A page that is left while its
            // circuit starts says that it was disconnected.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && !message.Text.Contains("Connection disconnected", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage It { get; }

    /// <summary>What the browser complained about: scripts that failed, what the content policy stopped.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public async Task SignInAsync(string username, string password)
    {
        await It.FillAsync("#username", username);
        await It.FillAsync("#password", password);
        await It.ClickAsync("button[type=submit]");
    }

    public async Task GoToAsync(string address)
    {
        await It.GotoAsync(address);
        await IsLiveAsync();
    }

    /// <summary>The scripts are there, the circuit runs and hears of changes: from now on the page answers.</summary>
    public Task IsLiveAsync() => It.WaitForSelectorAsync("html[data-shell=ready] [data-live=live]", new() { State = WaitForSelectorState.Attached });

    public Task SeesAsync(string selector) => It.WaitForSelectorAsync(selector);

    public Task NoLongerSeesAsync(string selector) => It.WaitForSelectorAsync(selector, new() { State = WaitForSelectorState.Detached });

    public Task IsHiddenAsync(string selector) => It.WaitForSelectorAsync(selector, new() { State = WaitForSelectorState.Hidden });

    public async ValueTask DisposeAsync() => await It.Context.DisposeAsync();
}

[CollectionDefinition(nameof(StaffBrowser))]
public sealed class StaffBrowserTests : ICollectionFixture<StaffBrowser>;
