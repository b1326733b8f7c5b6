using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>People who reached nobody are called back by the assistant, where the organisation wants it and when it may.</summary>
public class CallBackTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missed_call_is_called_back_inside_the_calling_window_and_the_queue_says_how_it_ended()
    {
        await RuleAsync();
        await HoursAsync("00:00", "00:01");
        var reached = await shared.CallAsync("CALback1", "+15552332371", at: DateTimeOffset.UtcNow.AddMinutes(-1), name: "missed");
        var silent = await shared.CallAsync("CALback2", "+15552330002", at: DateTimeOffset.UtcNow.AddMinutes(-1), name: "missed");
        var waiting = "select count(*) from calls where call_type = 'callback' and status = 'ready' and wait_reason = 'outside_window'";
        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>(waiting) == 2, "both wait for the window");
        Assert.Equal(0, await shared.Platform.RingsAsync("+15552332371"));

        await HoursAsync("00:00", "24:00");
        await Eventually.HoldsAsync(async () => await StateAsync(reached) == "recovered", "the person was talked to");
        await Eventually.HoldsAsync(async () => await StateAsync(silent) == "open", "nobody answered: it is for staff again");
        Assert.Equal(1, await shared.Platform.RingsAsync("+15552332371"));
        Assert.Equal("vapi", await shared.Platform.QueryAsync<string>("select provider from calls where call_type = 'callback' and to_number = '+15552332371'"));

        // Who is put aside is not called back.
        await HoursAsync("00:00", "00:01");
        var aside = await shared.CallAsync("CALback3", "+15552332375", at: DateTimeOffset.UtcNow.AddMinutes(-1), name: "missed");
        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>(waiting) == 1, "it waits for the window");
        using var put = await shared.Csr.PatchAsJsonAsync($"/api/v1/missed-calls/{aside}", new { state = "dismissed" }, Ct);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("cancelled", await shared.Platform.QueryAsync<string>("select status from calls where call_type = 'callback' and to_number = '+15552332375'"));
        await shared.Platform.FiguresEqualARecountAsync();
    }

    [Fact]
    public async Task Nobody_is_called_back_without_a_rule_or_after_a_day_and_staff_may_put_a_missed_call_aside()
    {
        using var off = await shared.Owner.PutAsJsonAsync("/api/v1/inbound-settings", new { call_back_missed = false }, Ct);
        Assert.Equal(HttpStatusCode.OK, off.StatusCode);
        var plain = await shared.CallAsync("CALplain", "+15552332372", name: "missed");
        await RuleAsync();
        var old = await shared.CallAsync("CALold", "+15552332373", at: DateTimeOffset.UtcNow.AddDays(-2), name: "missed");
        foreach (var call in (Guid[])[plain, old])
        {
            await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>($"select count(*) from missed_calls where call_id = '{call}' and state = 'open'") == 1, "it is queued");
        }

        Assert.Equal(0L, await shared.Platform.QueryAsync<long>("select count(*) from calls where call_type = 'callback' and to_number in ('+15552332372', '+15552332373')"));
        using var aside = await shared.Csr.PatchAsJsonAsync($"/api/v1/missed-calls/{plain}", new { state = "dismissed", note = "A wrong number." }, Ct);
        Assert.Equal(HttpStatusCode.OK, aside.StatusCode);
        Assert.Equal("dismissed", await StateAsync(plain));
    }

    private async Task RuleAsync()
    {
        using var rule = await shared.Owner.PutAsJsonAsync("/api/v1/inbound-settings", new
        {
            call_back_missed = true, call_back_assistant_id = Platform.Assistant, call_back_phone_number_id = Platform.PhoneNumber, call_back_delay_minutes = 0,
        }, Ct);
        Assert.Equal(HttpStatusCode.OK, rule.StatusCode);
    }

    private async Task HoursAsync(string start, string end)
    {
        // A minute of the day before yesterday's weekday is never now, in no zone.
        var open = end == "24:00" ? Days : [Days[((int)DateTimeOffset.UtcNow.DayOfWeek + 4) % 7]];
        using var hours = await shared.Owner.PutAsJsonAsync(
            "/api/v1/calls/schedule-config", new { windows = open.ToDictionary(d => d, _ => new[] { new { start, end } }), max_attempts = 1 }, Ct);
        Assert.True(hours.IsSuccessStatusCode, await hours.Content.ReadAsStringAsync(Ct));
    }

    private Task<string> StateAsync(Guid call) => shared.Platform.QueryAsync<string>($"select state from missed_calls where call_id = '{call}'");
}
