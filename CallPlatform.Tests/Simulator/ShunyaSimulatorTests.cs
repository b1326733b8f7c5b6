using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Simulator.Shunya;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class ShunyaSimulatorTests : IAsyncLifetime
{
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync()
    {
        sim = await SimulatorHost.StartAsync(("Shunya:ApiKey", "test-key"), ("Shunya:WebhookSecret", "shush"));
        sim.Http.DefaultRequestHeaders.Add("X-Company-ID", "org-1");
        await sim.SetAsync(new { shunya = new { webhook_url = $"{sim.Sink.Url}/api/v1/shunya/webhook" } });
    }

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Theory]
    [InlineData("raw")]
    [InlineData("canonical")]
    public async Task A_transcription_is_told_by_a_signed_webhook(string form)
    {
        await sim.SetAsync(new { shunya = new { signed_form = form } });
        await TranscribeAsync("call-1", "1234", 202);

        var told = Assert.Single(await sim.WebhooksAsync("call-1", all => all.Count > 0));
        var signed = form == "raw" ? told.Text : PythonJson.Dumps(told.Json);
        Assert.Equal(form == "canonical", told.Text != signed);
        var expected = HMACSHA256.HashData("shush"u8, Encoding.UTF8.GetBytes($"{told.Headers["X-Shunya-Timestamp"]}:{signed}"));
        Assert.Equal(Convert.ToHexStringLower(expected), told.Headers["X-Shunya-Signature"]);
        Assert.Equal(told.Headers["X-Shunya-Task-Id"], told.Json.GetProperty("shunya_job_id").GetString());
        Assert.Equal("call.transcription.complete", told.Json.GetProperty("event_type").GetString());
        Assert.Equal("org-1", told.Json.GetProperty("company_id").GetString());
        Assert.NotEmpty(told.Json.GetProperty("data").GetProperty("transcript_text").GetString()!);
    }

    [Fact]
    public async Task An_analysis_books_what_the_callee_booked_and_can_be_polled()
    {
        await TranscribeAsync("call-14", "0014", 202);
        await AnalyseAsync("call-14", 202);

        var analysis = await Until.TrueAsync(() => sim.GetAsync("/api/v1/analysis/complete/call-14"), a => a.GetProperty("status").GetString() != "pending");
        Assert.Equal("booked", analysis.GetProperty("qualification").GetProperty("booking_status").GetString());
        Assert.True(analysis.GetProperty("qualification").GetProperty("appointment_date").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        var transcript = await sim.GetAsync("/api/v1/transcription/transcript/call-14");
        Assert.True(transcript.GetProperty("speaker_labels").GetArrayLength() > 4);
    }

    [Fact]
    public async Task The_digits_of_a_recording_on_this_host_are_those_of_its_callee()
    {
        var call = await sim.EndedAsync(await sim.DialAsync("+15550100013"));
        var audio = call.GetProperty("artifact").GetProperty("presignedMonoUrl").GetString()!;
        using var response = await PostAsync("/api/v1/transcription/transcribe", new { call_id = "ours", audio_url = audio, call_type = "csr_call", language = "en" });
        Assert.Equal(202, (int)response.StatusCode);

        var transcript = await Until.TrueAsync(() => sim.GetAsync("/api/v1/transcription/transcript/ours"), t => t.GetProperty("status").GetString() == "completed");
        Assert.Contains("do not call me again", transcript.GetProperty("transcript_text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synchronous_answers_bring_the_document_itself()
    {
        await sim.SetAsync(new { shunya = new { mode = "sync" } });
        var transcript = await TranscribeAsync("call-2", "1234", 200);
        Assert.NotEmpty(transcript.GetProperty("transcript_text").GetString()!);
        Assert.Equal("completed", (await AnalyseAsync("call-2", 200)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Failures_say_whether_to_try_again()
    {
        Assert.False((await TranscribeAsync("call-5", "0005", 400)).GetProperty("error").GetProperty("retryable").GetBoolean());
        for (var i = 0; i < 2; i++)
        {
            var limited = (await TranscribeAsync("call-6", "0006", 429)).GetProperty("error");
            Assert.Equal("RATE_LIMIT_EXCEEDED", limited.GetProperty("error_code").GetString());
            Assert.Equal(1, limited.GetProperty("details").GetProperty("retry_after").GetInt32());
        }
        await TranscribeAsync("call-6", "0006", 202);
        Assert.True((await TranscribeAsync("call-7", "0007", 500)).GetProperty("error").GetProperty("retryable").GetBoolean());
        await TranscribeAsync("call-7", "0007", 202);
        await TranscribeAsync("call-3", "1234", 401, key: "stranger");
    }

    [Fact]
    public async Task Digits_0004_fail_their_analysis_for_good_and_0008_are_silent()
    {
        await TranscribeAsync("call-4", "0004", 202);
        await AnalyseAsync("call-4", 202);
        await TranscribeAsync("call-8", "0008", 202);

        var told = await sim.WebhooksAsync("call-4", all => all.Any(w => w.Json.GetProperty("event_type").GetString() == "call.analysis.failed"));
        Assert.False(told.Single(w => w.Json.GetProperty("status").GetString() == "failed").Json.GetProperty("error").GetProperty("retryable").GetBoolean());
        await Until.TrueAsync(() => sim.GetAsync("/api/v1/transcription/transcript/call-8"), t => t.GetProperty("status").GetString() == "completed");
        Assert.DoesNotContain(sim.Sink.All, w => w.Text.Contains("call-8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_visit_is_segmented_into_two_parts()
    {
        using var response = await PostAsync("/api/v1/meeting-segmentation/analyze", new { call_id = "visit-1", audio_url = "https://x.test/v.wav?callee=0014" });
        Assert.Equal(202, (int)response.StatusCode);

        var parts = await Until.TrueAsync(() => sim.GetAsync("/api/v1/meeting-segmentation/analysis/visit-1"), s => s.GetProperty("status").GetString() == "completed");
        Assert.Equal("rapport_agenda", parts.GetProperty("part1").GetProperty("phase").GetString());
        Assert.Equal("proposal_close", parts.GetProperty("part2").GetProperty("phase").GetString());
        Assert.InRange(parts.GetProperty("meeting_structure_score").GetDouble(), 0, 1);
    }

    // As printed by python3 -c 'import json; print(json.dumps({"b": [1, 2.5, None, True], "a": {"z": "é\n\"", "y": {}}}, sort_keys=True))'
    [Fact]
    public void The_canonical_form_is_Pythons() => Assert.Equal(
        """{"a": {"y": {}, "z": "\u00e9\n\""}, "b": [1, 2.5, null, true]}""",
        PythonJson.Dumps(JsonSerializer.Deserialize<JsonElement>("""{"b":[1,2.5,null,true],"a":{"z":"é\n\"","y":{}}}""")));

    private async Task<JsonElement> TranscribeAsync(string callId, string digits, int status, string? key = null)
    {
        using var response = await PostAsync(
            "/api/v1/transcription/transcribe",
            new { call_id = callId, audio_url = $"https://recordings.test/a.wav?callee={digits}", call_type = "csr_call", language = "en" },
            key);
        Assert.Equal(status, (int)response.StatusCode);
        return await SimulatorHost.ReadAsync(response);
    }

    private async Task<JsonElement> AnalyseAsync(string callId, int status)
    {
        using var response = await PostAsync($"/api/v1/analysis/start/{callId}", new { });
        Assert.Equal(status, (int)response.StatusCode);
        return await SimulatorHost.ReadAsync(response);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", key ?? "test-key");
        return await sim.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
