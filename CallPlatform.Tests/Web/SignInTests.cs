using System.Net;
using Xunit;

namespace CallPlatform.Tests.Web;

[Collection(nameof(StaffBrowser))]
public sealed class SignInTests(StaffBrowser browser)
{
    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to_and_then_gets_the_page_they_wanted()
    {
        await using var page = await browser.OpenAsync();

        await page.It.GotoAsync("/contacts?q=ada");
        await page.SeesAsync("#username");
        await page.SignInAsync(browser.Platform.Username, browser.Platform.Password);
        await page.It.WaitForURLAsync("**/contacts?q=ada");

        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_sent_back_in_the_page()
    {
        await using var page = await browser.OpenAsync();

        await page.It.GotoAsync("/sign-in");
        await page.SignInAsync($"nobody-{Guid.NewGuid():N}@example.com", "not the password");
        await page.SeesAsync(".note.bad");

        Assert.Contains("wrong", await page.It.TextContentAsync(".note.bad"), StringComparison.Ordinal);
        Assert.Equal("", await page.It.InputValueAsync("#password"));
    }

    [Fact]
    public async Task A_link_to_the_sign_in_page_cannot_send_people_to_another_site()
    {
        await using var page = await browser.OpenAsync();

        await page.It.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString("//evil.example/"));
        await page.SignInAsync(browser.Platform.Username, browser.Platform.Password);
        await page.IsLiveAsync();

        Assert.Equal(new Uri(browser.Address).Authority, new Uri(page.It.Url).Authority);
    }

    [Fact]
    public async Task The_browser_holds_one_cookie_that_no_script_can_read_and_no_token()
    {
        await using var page = await browser.OpenSignedInAsync();

        var session = Assert.Single(await page.It.Context.CookiesAsync(), c => c.Name == "callplatform.session");
        var readable = await page.It.EvaluateAsync<string>("() => document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)");

        Assert.True(session.HttpOnly);
        Assert.Equal(Microsoft.Playwright.SameSiteAttribute.Lax, session.SameSite);
        Assert.DoesNotContain("eyJ", session.Value + readable, StringComparison.Ordinal); // how every JWT begins
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_other()
    {
        await using var page = await browser.OpenSignedInAsync();
        var other = await page.It.Context.NewPageAsync();
        await other.GotoAsync("/");
        await other.WaitForSelectorAsync("[data-live=live]");

        await page.It.ClickAsync(".avatar");
        await page.It.ClickAsync("[data-sign-out]");
        await page.It.WaitForURLAsync("**/sign-in**");
        await other.ClickAsync("[data-go=c]");

        // Both the live feed's end and the click lead there, and whichever comes second aborts the other's navigation.
        await other.WaitForSelectorAsync("#username");
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/health")]
    [InlineData("/css/theme.css")]
    public async Task Every_answer_carries_the_security_headers(string address)
    {
        using var http = new HttpClient { BaseAddress = new(browser.Address) };

        using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
