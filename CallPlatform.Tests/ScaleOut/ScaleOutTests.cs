using System.Net;
using System.Text.RegularExpressions;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.ScaleOut;

/// <summary>Two Api, three Worker and two Web processes on one database.</summary>
[Collection(nameof(ScaledPlatform))]
public partial class ScaleOutTests(ScaledPlatform scaled)
{
    private const string OverTheLimit = """
        set app.organization = '*';
        select coalesce(max(n), 0) from (
          select (select count(*) from dial_attempts b where b.sending_at > a.sending_at - interval '60 seconds' and b.sending_at <= a.sending_at) as n
          from dial_attempts a join calls c on c.id = a.call_id where c.to_number like '+15550106%') w
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs { get; }

    [Fact]
    public async Task The_workers_share_the_calls_and_never_have_more_under_way_than_the_limit()
    {
        const int first = 4000, calls = 60, limit = 6;
        await scaled.LimitAsync(limit, 1000);
        await scaled.AreDueAsync(first, calls);

        var most = 0L;
        await Eventually.HoldsAsync(
            async () =>
            {
                most = Math.Max(most, await scaled.CountAsync(first, calls, "status in ('queued', 'initiated', 'ringing', 'in-progress')"));
                return await scaled.CountAsync(first, calls, "status = 'completed'") == calls;
            },
            "every call is completed");

        Assert.InRange(most, 2, limit);
        var ringing = await Task.WhenAll(Enumerable.Range(first, calls).Select(n => scaled.Platform.RingsAsync($"+1555010{n}")));
        Assert.All(ringing, rings => Assert.Equal(1, rings));
        await Eventually.SeesAsync(
            () => Task.FromResult(scaled.Telemetry.Spans.Where(s => s is { Service: "CallPlatform.Worker", Name: "dial" }).Select(s => s.Instance).Distinct().Count()),
            workers => workers == 3,
            "each Worker dialled");
    }

    [Fact]
    public async Task The_dials_of_any_minute_stay_within_the_limit_over_all_workers()
    {
        const int first = 6000, calls = 40;
        var before = await scaled.Platform.QueryAsync<long>("set app.organization = '*'; select count(*) from dial_attempts where sending_at > now() - interval '70 seconds'");
        var limit = (int)before + 12;
        await scaled.LimitAsync(100, limit);
        await scaled.AreDueAsync(first, calls);

        await Eventually.HoldsAsync(
            async () => await scaled.CountAsync(first, calls, "wait_reason = 'rate'") > 0 && await scaled.CountAsync(first, calls, "status = 'completed'") >= 10,
            "the first are through and the others wait for the minute to pass");
        Assert.InRange(await scaled.Platform.QueryAsync<long>(OverTheLimit), 1, limit);

        await scaled.LimitAsync(100, 1000);
        await Eventually.SeesAsync(() => scaled.CountAsync(first, calls, "status = 'completed'"), completed => completed == calls, "every call is completed");
    }

    [Fact]
    public async Task The_loss_of_one_process_of_each_kind_loses_no_call_and_signs_nobody_out()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(1) };
        await SignInAsync(browser, scaled.Webs[0].Url);
        const int first = 7000, calls = 60;
        await scaled.LimitAsync(10, 1000);
        await scaled.AreDueAsync(first, calls);
        await Eventually.HoldsAsync(async () => await scaled.CountAsync(first, calls, "status = 'in-progress'") > 2, "calls are under way");

        await Task.WhenAll(scaled.Workers[0].KillAsync(), scaled.Apis[1].KillAsync(), scaled.Webs[0].KillAsync());

        await Eventually.SeesAsync(() => scaled.CountAsync(first, calls, "status = 'completed'"), completed => completed == calls, "every call is completed");
        var ringing = await Task.WhenAll(Enumerable.Range(first, calls).Select(n => scaled.Platform.RingsAsync($"+1555010{n}")));
        Assert.All(ringing, rings => Assert.Equal(1, rings));
        using var page = await browser.GetAsync(new Uri(scaled.Webs[1].Url + "/calls"), Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    // As a browser does: the form with its hidden fields, then the cookie. Cookies know no ports, as behind one address.
    private static async Task SignInAsync(HttpClient browser, string web)
    {
        var form = await browser.GetStringAsync(new Uri(web + "/sign-in"), Ct);
        var fields = Inputs.Matches(form).Select(i => i.Value).Where(i => i.Contains("type=\"hidden\"", StringComparison.Ordinal))
            .ToDictionary(i => Attribute(i, "name"), i => Attribute(i, "value"));
        fields["Input.Username"] = TestDatabases.OwnerUsername;
        fields["Input.Password"] = TestDatabases.OwnerPassword;
        using var answer = await browser.PostAsync(new Uri(web + "/sign-in"), new FormUrlEncodedContent(fields), Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static string Attribute(string input, string name) => WebUtility.HtmlDecode(Regex.Match(input, $"{name}=\"([^\"]*)\"").Groups[1].Value);
}
