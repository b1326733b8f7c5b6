using CallPlatform.Core.Analysis;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using CallPlatform.Tests.Core.Dialing;
using CallPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CallPlatform.Tests.Core.Analysis;

/// <summary>A task's way when its provider is slow, busy or silent, on a clock that the test moves.</summary>
public class AnalysisTaskTests(TestDatabases databases)
{
    private static readonly object RateLimit = new
    {
        success = false, error = new { error_code = "RATE_LIMIT_EXCEEDED", message = "Too many requests.", retryable = true, details = new { retry_after = 120 } },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rate_limit_is_waited_out_for_as_long_as_the_provider_asked_and_counts_as_no_failure()
    {
        await using var stage = await Stage.SetAsync(databases);
        stage.Provider.Answer = _ => (429, RateLimit);
        await stage.TalkAsync();
        await stage.WorkAsync();
        Assert.Single(stage.Provider.Asked);

        stage.Clock.Jump(TimeSpan.FromSeconds(115));
        await stage.WorkAsync();
        Assert.Single(stage.Provider.Asked);

        stage.Provider.Answer = _ => (202, new { task_id = "task_1", status = "processing" });
        stage.Clock.Jump(TimeSpan.FromSeconds(6));
        await stage.WorkAsync();
        Assert.Equal(2, stage.Provider.Asked.Count);
        Assert.Equal("processing", await stage.Rows.ReadAsync<string>("select state from analysis_tasks"));
        Assert.Equal(0, await stage.Rows.ReadAsync<int>("select max(attempts) from jobs"));
    }

    [Fact]
    public async Task A_result_that_failed_retryably_is_begun_again_after_the_pause_that_the_provider_names()
    {
        await using var stage = await Stage.SetAsync(databases);
        await stage.TalkAsync();
        await stage.WorkAsync();
        stage.Provider.Answer = request => request.StartsWith("GET", StringComparison.Ordinal)
            ? (200, new { status = "failed", task_id = "task_1", error = new { error_code = "BUSY", retryable = true, details = new { retry_after = 60 } } })
            : (202, new { task_id = "task_2", status = "processing" });
        stage.Clock.Jump(TimeSpan.FromSeconds(6));
        await stage.WorkAsync();
        Assert.Equal(("waiting", 1), await stage.TaskAsync());

        stage.Clock.Jump(TimeSpan.FromSeconds(50));
        await stage.WorkAsync();
        Assert.Equal("waiting", (await stage.TaskAsync()).State);
        stage.Clock.Jump(TimeSpan.FromSeconds(11));
        await stage.WorkAsync();
        Assert.Equal(("processing", 1), await stage.TaskAsync());
        Assert.Equal(2, stage.Provider.Asked.Count(a => a == "POST /api/v1/transcription/transcribe"));
    }

    [Fact]
    public async Task A_silent_task_is_asked_after_more_and_more_seldom_given_up_after_a_day_and_can_be_begun_again()
    {
        await using var stage = await Stage.SetAsync(databases);
        await stage.TalkAsync();
        await stage.WorkAsync();
        var gaps = new List<double>();
        var begun = stage.Clock.GetUtcNow();
        while ((await stage.TaskAsync()).State == "processing")
        {
            var due = await stage.Rows.ReadAsync<DateTime>("select min(due_at) from jobs where kind = 'poll_analysis_task' and state = 'ready'");
            gaps.Add((due - stage.Clock.GetUtcNow().UtcDateTime).TotalSeconds);
            stage.Clock.Jump(due - stage.Clock.GetUtcNow().UtcDateTime + TimeSpan.FromMilliseconds(10));
            await stage.WorkAsync();
        }

        int[] wanted = [5, 10, 20, 40, 80, 160, 320, 600, 600];
        Assert.All(wanted, (seconds, i) => Assert.InRange(gaps[i], seconds - 0.1, seconds + 0.1));
        Assert.InRange(stage.Clock.GetUtcNow() - begun, TimeSpan.FromHours(24), TimeSpan.FromHours(24.5));
        Assert.Equal(("failed", 0), await stage.TaskAsync());
        Assert.Equal("timeout", await stage.Rows.ReadAsync<string>("select error_code from analysis_tasks"));
        Assert.Equal(1L, await stage.Rows.ReadAsync<long>("select count(*) from jobs where state = 'dead' and last_error like '%24 hours%'"));

        await stage.RestartAsync();
        stage.Provider.Answer = Stage.Synchronous;
        await stage.WorkAsync();
        Assert.Equal(2L, await stage.Rows.ReadAsync<long>("select count(*) from analysis_tasks where state = 'completed'"));
        Assert.Equal("booked", await stage.Rows.ReadAsync<string>("select booking_status from call_analyses"));
    }

    [Fact]
    public async Task An_answer_that_is_the_result_already_needs_neither_webhook_nor_poll()
    {
        await using var stage = await Stage.SetAsync(databases);
        stage.Provider.Answer = Stage.Synchronous;
        await stage.TalkAsync();
        await stage.WorkAsync();
        Assert.Equal(["POST /api/v1/transcription/transcribe", $"POST /api/v1/analysis/start/{stage.Call}"], stage.Provider.Asked);
        Assert.Equal(2L, await stage.Rows.ReadAsync<long>("select count(*) from analysis_tasks where state = 'completed'"));
        Assert.Equal("customer: Please book me in.", await stage.Rows.ReadAsync<string>("select text from call_transcripts"));
        Assert.Equal("booked", await stage.Rows.ReadAsync<string>("select booking_status from call_analyses"));
        Assert.Equal("booked", await stage.Rows.ReadAsync<string>("select outcome from calls"));
        Assert.Equal(0L, await stage.Rows.ReadAsync<long>("select count(*) from jobs"));
    }

    /// <summary>Time stands still until the test moves it, however long the machine takes.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UtcNow;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.UtcTicks;

        public void Jump(TimeSpan by) => now += by;
    }

    /// <summary>A Worker, a provider on the wire, and an inbound call that is about to end.</summary>
    private sealed class Stage(DialingHost host, ScriptedProvider provider, DialingRows rows, StoppedClock clock, Guid organization, Guid call) : IAsyncDisposable
    {
        public ScriptedProvider Provider => provider;

        public DialingRows Rows => rows;

        public StoppedClock Clock => clock;

        public Guid Call => call;

        public static (int, object) Synchronous(string request) => request.Contains("transcription", StringComparison.Ordinal)
            ? (200, new { transcript_text = "customer: Please book me in.", speaker_labels = Array.Empty<object>(), confidence_score = 0.9, language = "en" })
            : (200, new { status = "completed", summary = new { summary = "Booked." }, qualification = new { booking_status = "booked", call_outcome_category = "qualified_and_booked" } });

        public static async Task<Stage> SetAsync(TestDatabases databases)
        {
            var connection = await databases.CreateAsync(Ct);
            var provider = await ScriptedProvider.StartAsync();
            var clock = new StoppedClock();
            var host = await DialingHost.StartAsync(
                connection, "http://127.0.0.1:9", clock, ("SHUNYA_API_KEY", "a key"), ("SHUNYA_BASE_URL", provider.Url));
            var rows = new DialingRows(connection);
            var (organization, call) = (await rows.OrganizationAsync(lines: 1), Guid.CreateVersion7());
            await rows.RunAsync($"""
                insert into calls (id, organization_id, direction, call_type, provider, provider_call_id, to_number, from_number, status, counted_on, created_at, updated_at)
                values ('{call}', '{organization}', 'inbound', 'inbound', 'callrail', 'CAL1', '+15552220100', '+15550100199', 'in-progress', current_date, now(), now())
                """);
            return new Stage(host, provider, rows, clock, organization, call);
        }

        /// <summary>The call ends, with a recording.</summary>
        public Task TalkAsync() => host.TellAsync(
            new ReportedSignal("callrail", "CAL1", null, new CallSignal
            {
                Source = SignalSource.Webhook, Rank = FactRank.Report, Attempt = 1, At = clock.GetUtcNow(), Status = CallStatus.Completed, IsReport = true,
                StartedAt = clock.GetUtcNow().AddMinutes(-2), EndedAt = clock.GetUtcNow(), RecordingUrl = provider.Url + "/recording.mp3",
            }),
            Ct);

        public async Task WorkAsync()
        {
            while (await host.RunOnceAsync(Ct))
            {
            }
        }

        public async Task<(string State, int Attempts)> TaskAsync() =>
            (await rows.ReadAsync<string>("select state from analysis_tasks order by created_at limit 1"), await rows.ReadAsync<int>("select attempts from analysis_tasks order by created_at limit 1"));

        public Task RestartAsync() => host.AsAsync(organization, services => services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var task = await services.GetRequiredService<CallPlatformDbContext>().AnalysisTasks.AsTracking().SingleAsync(token);
                services.GetRequiredService<TaskDesk>().Restart(task, TimeSpan.Zero);
                return task.Id;
            },
            Ct));

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await provider.DisposeAsync();
        }
    }
}
