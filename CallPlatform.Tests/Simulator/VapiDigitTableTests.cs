using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class VapiDigitTableTests : IAsyncLifetime
{
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync() => sim = await SimulatorHost.StartAsync(("SlowAnswerMs", "1500"));

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Theory]
    [InlineData("+15550100001", "customer-busy")]
    [InlineData("+15550100002", "customer-did-not-answer")]
    [InlineData("+15550100003", "voicemail")]
    [InlineData("+15550100004", "call.in-progress.error-providerfault-openai-llm-failed")]
    [InlineData("+15550100012", "customer-ended-call")]
    public async Task The_last_four_digits_choose_how_a_call_ends(string number, string reason)
    {
        var id = await sim.DialAsync(number);

        var call = await sim.EndedAsync(id);
        Assert.Equal(reason, call.GetProperty("endedReason").GetString());
        var told = await sim.WebhooksAsync(id, all => all.Any(w => w.Type == "end-of-call-report"));
        Assert.Contains(told, w => w.Status == "ended");
        Assert.Equal(reason, told.Single(w => w.Type == "end-of-call-report").Message.GetProperty("endedReason").GetString());
    }

    [Fact]
    public async Task An_ordinary_call_is_told_in_order_and_reported_with_a_rating()
    {
        var id = await sim.DialAsync("+15550104711", new
        {
            serverMessages = new[] { "status-update", "end-of-call-report" },
            variableValues = new { customer_name = "Asha", vehicle_info = "Swift 2021", organization_name = "Blue Garage" },
        });

        var told = await sim.WebhooksAsync(id, all => all.Any(w => w.Type == "end-of-call-report"));
        Assert.Equal(["queued", "ringing", "in-progress", "ended"], told.Where(w => w.Type == "status-update").Select(w => w.Status));
        Assert.All(told, w => Assert.Equal("hush", w.Headers["x-vapi-secret"]));

        var report = told.Single(w => w.Type == "end-of-call-report").Message;
        Assert.InRange(report.GetProperty("durationSeconds").GetDouble(), 40, 300);
        Assert.Contains("Asha", report.GetProperty("transcript").GetString(), StringComparison.Ordinal);
        Assert.Contains("Swift 2021", report.GetProperty("transcript").GetString(), StringComparison.Ordinal);
        Assert.InRange(report.GetProperty("analysis").GetProperty("structuredData").GetProperty("nps_score").GetInt32(), 0, 10);
        Assert.True(report.GetProperty("endedAt").GetDateTimeOffset() <= DateTimeOffset.UtcNow);
        Assert.True(report.GetProperty("cost").GetDouble() > 0);
        Assert.NotEmpty(report.GetProperty("phoneNumber").GetProperty("twilioAuthToken").GetString()!);
    }

    [Fact]
    public async Task Digits_0005_are_always_refused()
    {
        for (var i = 0; i < 3; i++)
        {
            using var response = await sim.PostCallAsync("+15550100005");
            Assert.Equal(400, (int)response.StatusCode);
        }
        Assert.Equal(0, await sim.TimesDialledAsync("+15550100005"));
    }

    [Fact]
    public async Task Digits_0006_are_rate_limited_twice_and_the_count_starts_anew_after_acceptance()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            using var response = await sim.PostCallAsync("+15550100006", externalId: $"attempt-{i}");
            statuses.Add((int)response.StatusCode);
            Assert.Equal(response.StatusCode == System.Net.HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
        }
        Assert.Equal([429, 429, 201, 429, 429, 201], statuses);
        Assert.Equal(2, await sim.TimesDialledAsync("+15550100006"));
    }

    [Fact]
    public async Task Digits_0007_fail_once_without_a_call()
    {
        using var first = await sim.PostCallAsync("+15550100007");
        Assert.Equal(500, (int)first.StatusCode);
        Assert.Equal(0, await sim.TimesDialledAsync("+15550100007"));

        await sim.DialAsync("+15550100007");
        Assert.Equal(1, await sim.TimesDialledAsync("+15550100007"));
    }

    [Fact]
    public async Task Digits_0008_are_silent_but_can_be_polled()
    {
        var id = await sim.DialAsync("+15550100008");
        await sim.EndedAsync(id);

        // Another call's report, sent later, shows that the queue has drained.
        var other = await sim.DialAsync("+15550100001");
        await sim.WebhooksAsync(other, all => all.Any(w => w.Type == "end-of-call-report"));
        Assert.DoesNotContain(sim.Sink.All, w => w.Text.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Digits_0009_send_everything_at_the_end_reversed_and_twice()
    {
        var id = await sim.DialAsync("+15550100009");

        var told = await sim.WebhooksAsync(id, all => all.Count == 10);
        Assert.Equal(
            ["report", "report", "ended", "ended", "in-progress", "in-progress", "ringing", "ringing", "queued", "queued"],
            told.Select(w => w.Status ?? "report"));
        // Presigned addresses are made anew for each delivery, so two copies never have the same bytes.
        Assert.NotEqual(told[0].Text, told[1].Text);
    }

    [Fact]
    public async Task Digits_0010_answer_late_while_the_call_goes_on()
    {
        var clock = Stopwatch.StartNew();
        var dial = sim.DialAsync("+15550100010");
        var told = await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Any(w => w.Type == "end-of-call-report"));
        Assert.False(dial.IsCompleted);
        Assert.Contains(told[0].Message.GetProperty("call").GetProperty("id").GetString()!, await dial, StringComparison.Ordinal);
        Assert.True(clock.ElapsedMilliseconds >= 1500);
    }

    [Fact]
    public async Task Digits_0011_drop_the_connection_while_the_call_goes_on()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => sim.PostCallAsync("+15550100011", externalId: "5d0f2b8e-93c1-4a7d-b6e4-0c1d2e3f4a5b"));

        Assert.Equal(1, await sim.TimesDialledAsync("+15550100011"));
        await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Any(w => w.Type == "end-of-call-report"));
        var listed = await sim.GetAsync("/call?limit=1");
        Assert.Equal("5d0f2b8e-93c1-4a7d-b6e4-0c1d2e3f4a5b", listed[0].GetProperty("customer").GetProperty("externalId").GetString());
    }

    [Fact]
    public async Task Digits_0013_ask_not_to_be_called_again_and_0014_book_an_appointment()
    {
        var optOut = await StructuredAsync("+15550100013");
        Assert.True(optOut.GetProperty("do_not_call").GetBoolean());

        var booking = await StructuredAsync("+15550100014");
        Assert.False(booking.GetProperty("do_not_call").GetBoolean());
        Assert.True(booking.GetProperty("appointment_booked").GetBoolean());
        Assert.True(booking.GetProperty("appointment_at").GetDateTimeOffset() > DateTimeOffset.UtcNow);
    }

    private async Task<JsonElement> StructuredAsync(string number) =>
        (await sim.EndedAsync(await sim.DialAsync(number))).GetProperty("analysis").GetProperty("structuredData");
}
