using System.Text;
using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Messages;
using CallPlatform.Core.Providers.CallKaro;
using Xunit;

namespace CallPlatform.Tests.Providers.CallKaro;

public class CallKaroWebhookTests
{
    private static readonly Guid Organization = Guid.NewGuid();
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Converted", "completed")]
    [InlineData("Connected", "completed")]
    [InlineData("Not Connected", "no-answer")]
    [InlineData("Voicemail", "voicemail")]
    [InlineData("User busy", "busy")]
    [InlineData("Call failed: agent error", "failed")]
    [InlineData("a word nobody knows", "completed")]
    public void The_hangup_reason_decides_the_outcome(string reason, string status)
    {
        var told = CallKaroWebhook.SignalOf(Bytes(Ended(reason)), Now)!;

        Assert.Equal(status, told.Signal.Status!.Value.Name());
        Assert.Equal("65f0c1a2b3c4d5e6f7a8b901", told.ProviderCallId);
        Assert.Equal(Guid.Parse("0199a1b2-0000-7000-8000-000000000001"), told.AttemptId);
        Assert.Equal(FactRank.Report, told.Signal.Rank);
        Assert.True(told.Signal.IsReport);
    }

    [Fact]
    public void The_report_brings_the_talk_and_what_came_of_it()
    {
        var signal = CallKaroWebhook.SignalOf(Bytes(Ended("Converted")), Now)!.Signal;

        Assert.Equal(("booked", "They booked.", 93, "https://r/1.wav"), (signal.Outcome, signal.Summary, signal.DurationSeconds, signal.RecordingUrl));
        Assert.Contains("Asha", signal.Transcript, StringComparison.Ordinal);
        using var analysis = JsonDocument.Parse(signal.Analysis!);
        Assert.Equal("Converted", analysis.RootElement.GetProperty("conversion_status").GetString());
    }

    [Theory]
    [InlineData("ringing", "ringing", false)]
    [InlineData("in_progress", "in-progress", false)]
    [InlineData("completed", "completed", true)]
    [InlineData("failed", "failed", true)]
    [InlineData("no_answer", "no-answer", true)]
    [InlineData("busy", "busy", true)]
    public void The_flat_form_tells_every_step(string word, string status, bool report)
    {
        var told = CallKaroWebhook.SignalOf(
            Bytes($$"""{"call_id": "abc", "status": "{{word}}", "metadata": {"attempt_id": "0199a1b2-0000-7000-8000-000000000001"}, "duration": 12, "timestamp": "2026-11-27T08:59:00Z"}"""), Now)!;

        Assert.Equal((status, report), (told.Signal.Status!.Value.Name(), told.Signal.IsReport));
        Assert.Equal(Now.AddMinutes(-1), told.Signal.At);
    }

    [Theory]
    [InlineData("""{"event": "agent_updated", "data": {"callSid": "x"}}""")]
    [InlineData("""{"call_id": "x", "status": "dreaming"}""")]
    [InlineData("""{"event": "call_ended", "data": {}}""")]
    public void What_is_no_news_of_a_call_is_no_signal(string body) => Assert.Null(CallKaroWebhook.SignalOf(Bytes(body), Now));

    [Fact]
    public void A_repetition_has_the_same_key_and_another_organisation_another()
    {
        var body = Bytes(Ended("Connected"));
        var envelope = CallKaroWebhook.Open(body, Organization)!;

        Assert.Equal(envelope, CallKaroWebhook.Open(body, Organization));
        Assert.NotEqual(envelope.EventKey, CallKaroWebhook.Open(body, Guid.NewGuid())!.EventKey);
        Assert.Equal(("call_ended", "65f0c1a2b3c4d5e6f7a8b901"), (envelope.Kind, envelope.Subject));
        Assert.Null(CallKaroWebhook.Open(Bytes("[1]"), Organization));
        Assert.ThrowsAny<JsonException>(() => CallKaroWebhook.Open(Bytes("not json"), Organization));
    }

    // The example of the gateway's own documentation.
    [Fact]
    public void A_message_webhook_is_signed_over_its_address_and_sorted_fields()
    {
        Dictionary<string, string> fields = new()
        {
            ["CallSid"] = "CA1234567890ABCDE", ["Caller"] = "+14158675309", ["Digits"] = "1234", ["From"] = "+14158675309", ["To"] = "+18005551212",
        };
        const string url = "https://mycompany.com/myapp.php?foo=1&bar=2";

        Assert.True(MessageWebhook.IsAuthentic([url], fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "12345"));
        Assert.False(MessageWebhook.IsAuthentic([url], fields, "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "12345"));
        Assert.False(MessageWebhook.IsAuthentic([url], fields, null, "12345"));
        Assert.False(MessageWebhook.IsAuthentic([url], fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", null));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Ended(string reason) => $$$"""
        {"event": "call_ended", "data": {"callSid": "65f0c1a2b3c4d5e6f7a8b901", "name": "outbound", "to": "+919876543210", "recordingUrl": "https://r/1.wav",
         "call_duration": 93, "time": "2026-11-27T08:59:00Z", "transcription": "assistant: Am I speaking with Asha?", "hangup_reason": "{{{reason}}}",
         "call_metadata": {"attempt_id": "0199a1b2-0000-7000-8000-000000000001"}, "try_count": 0, "post_call": {"summary": "They booked.", "appointment_date": "2026-12-01"},
         "functions_called": [{"name": "book_appointment", "success": true}], "conversion_status": "Converted"}}
        """;
}
