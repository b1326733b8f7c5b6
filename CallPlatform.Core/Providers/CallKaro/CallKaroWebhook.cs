using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>
/// CallKaro's webhooks, in both forms. Nothing is signed: the address holds the organisation's secret.
/// <code>
/// {"event": "call_ended", "data": {"callSid": "65f…", "to": "+9198…", "recordingUrl": "https://…", "call_duration": 93, "time": "2026-11-21T09:30:00Z",
///   "transcription": "assistant: …", "hangup_reason": "Converted", "call_metadata": {"attempt_id": "0199…"}, "post_call": {"summary": "…"},
///   "functions_called": [{"name": "book_appointment", "success": true}], "disposition_reason": null, "conversion_status": "Converted"}}
/// {"call_id": "65f…", "status": "in_progress", "metadata": {"attempt_id": "0199…"}, "transcript": null, "recording_url": null, "duration": null, "timestamp": "…"}
/// </code>
/// </summary>
public static class CallKaroWebhook
{
    /// <summary>
    /// Reads the envelope; null when the body is no JSON object that names an event or a status. Its key begins with the organisation
    /// whose address it came to, so that one organisation's sender can say nothing about another's calls.
    /// </summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static WebhookEnvelope? Open(byte[] body, Guid organizationId)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var data = DataOf(root);
        var subject = CallKaroJson.Text(data, "callSid") ?? CallKaroJson.Text(data, "call_id") ?? CallKaroJson.Text(data, "call_sid");
        if (subject is { Length: > 200 } || (CallKaroJson.Text(root, "event") ?? CallKaroJson.Text(root, "status")) is not { Length: <= 100 } kind)
        {
            return null;
        }

        // A repetition has the same words; the same step with other words (a corrected report) is another event.
        var words = Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 8));
        return new WebhookEnvelope(CallKaroClient.ProviderName, kind, $"{organizationId:N}:{subject}:{kind}:{words}", subject);
    }

    /// <summary>Whose address a stored delivery came to.</summary>
    internal static Guid OrganizationOf(WebhookDelivery delivery) => Guid.ParseExact(delivery.EventKey.AsSpan(0, 32), "N");

    /// <summary>What a stored delivery says; null when it is no news of a call.</summary>
    internal static ReportedSignal? SignalOf(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return CallKaroJson.Text(root, "event") switch
        {
            "call_ended" => Ended(DataOf(root), now),
            null => Flat(root, now),
            _ => null,
        };
    }

    private static JsonElement DataOf(JsonElement root) =>
        CallKaroJson.Part(root, "data") is { ValueKind: JsonValueKind.Object } data ? data : root;

    private static ReportedSignal? Ended(JsonElement data, DateTimeOffset now)
    {
        var reason = CallKaroJson.Text(data, "hangup_reason");
        var duration = CallKaroJson.Number(data, "call_duration");
        var status = StatusOf(reason, duration > 0 && CallKaroJson.Text(data, "transcription") is not null);
        var id = CallKaroJson.Text(data, "callSid") ?? CallKaroJson.Text(data, "call_sid") ?? CallKaroJson.Text(data, "call_id");
        return Report(id, CallKaroJson.Part(data, "call_metadata"), status, now) is { } reported
            ? reported with
            {
                Signal = reported.Signal with
                {
                    At = CallKaroJson.Time(data, "time") ?? now,
                    EndedReason = reason,
                    DurationSeconds = Seconds(duration, status),
                    Outcome = CallKaroAnalysis.OutcomeOf(data),
                    Transcript = CallKaroJson.Text(data, "transcription"),
                    Summary = CallKaroAnalysis.SummaryOf(data),
                    Analysis = CallKaroAnalysis.Of(data),
                    RecordingUrl = CallKaroJson.Text(data, "recordingUrl"),
                    CustomerSpoke = status == CallStatus.Completed ? true : null,
                },
            }
            : null;
    }

    private static ReportedSignal? Flat(JsonElement root, DateTimeOffset now)
    {
        var word = CallKaroJson.Text(root, "status");
        var id = CallKaroJson.Text(root, "call_id") ?? CallKaroJson.Text(root, "call_sid");
        var metadata = CallKaroJson.Part(root, "metadata");
        var at = CallKaroJson.Time(root, "timestamp") ?? now;
        CallStatus? running = word switch
        {
            "queued" or "scheduled" => CallStatus.Queued,
            "initiated" => CallStatus.Initiated,
            "ringing" => CallStatus.Ringing,
            "in_progress" or "in-progress" or "answered" => CallStatus.InProgress,
            _ => null,
        };
        if (running is { } going)
        {
            return id is null && AttemptOf(metadata) is null
                ? null
                : new ReportedSignal(CallKaroClient.ProviderName, id, AttemptOf(metadata), new CallSignal
                {
                    Source = SignalSource.Webhook, Rank = FactRank.Bare, Attempt = 1, At = at, Status = going, ProviderCallId = id,
                });
        }

        CallStatus? over = word switch
        {
            "completed" => CallStatus.Completed,
            "failed" => CallStatus.Failed,
            "no_answer" or "no-answer" => CallStatus.NoAnswer,
            "busy" => CallStatus.Busy,
            "voicemail" => CallStatus.Voicemail,
            "cancelled" or "canceled" => CallStatus.Cancelled,
            _ => null,
        };
        return over is { } status && Report(id, metadata, status, now) is { } reported
            ? reported with
            {
                Signal = reported.Signal with
                {
                    At = at,
                    EndedReason = word,
                    DurationSeconds = Seconds(CallKaroJson.Number(root, "duration"), status),
                    Transcript = CallKaroJson.Text(root, "transcript"),
                    RecordingUrl = CallKaroJson.Text(root, "recording_url"),
                    CustomerSpoke = status == CallStatus.Completed ? true : null,
                },
            }
            : null;
    }

    // The last word of a call is its report: no other comes.
    private static ReportedSignal? Report(string? id, JsonElement metadata, CallStatus status, DateTimeOffset now) =>
        id is null && AttemptOf(metadata) is null
            ? null
            : new ReportedSignal(CallKaroClient.ProviderName, id, AttemptOf(metadata), new CallSignal
            {
                Source = SignalSource.Webhook,
                Rank = FactRank.Report,
                Attempt = 1,
                At = now,
                Status = status,
                ProviderCallId = id,
                IsReport = true,
                ErrorCode = status == CallStatus.Failed ? "provider_failed" : null,
                ErrorMessage = status == CallStatus.Failed ? "CallKaro says that the call failed." : null,
            });

    internal static CallStatus StatusOf(string? reason, bool talked)
    {
        var text = reason ?? "";
        bool Says(string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return text.ToUpperInvariant() switch
        {
            "CONVERTED" or "CONNECTED" => CallStatus.Completed,
            "NOT CONNECTED" => CallStatus.NoAnswer,
            "VOICEMAIL" => CallStatus.Voicemail,
            _ when Says("busy") => CallStatus.Busy,
            _ when Says("error") || Says("failed") => CallStatus.Failed,
            _ when Says("voicemail") => CallStatus.Voicemail,
            _ when Says("not connected") || Says("no answer") || Says("not answered") => CallStatus.NoAnswer,
            _ => talked ? CallStatus.Completed : CallStatus.NoAnswer, // an open list: whether anybody spoke decides
        };
    }

    private static int? Seconds(double? duration, CallStatus status) =>
        duration is { } seconds && double.IsFinite(seconds) && seconds is >= 0 and < 1e6 && status == CallStatus.Completed ? (int)Math.Round(seconds) : null;

    private static Guid? AttemptOf(JsonElement metadata) =>
        Guid.TryParse(CallKaroJson.Text(metadata, "attempt_id"), out var id) ? id : null;
}
