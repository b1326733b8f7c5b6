using System.Globalization;
using System.Text.Json;
using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// Reads Vapi's call object and its reports. Any field may be missing; nested ones win over the older flat ones on
/// <c>message</c>. A report, shortened:
/// <code>{"message":{"type":"end-of-call-report","endedReason":"customer-ended-call","startedAt":"2026-09-13T15:04:19.655Z",
/// "artifact":{"transcript":"AI: …","messages":[…],"recordingUrl":"https://…"},"analysis":{"summary":"…","structuredData":{…},
/// "successEvaluation":"true"},"cost":0.0225,"call":{"id":"01a3c9f0-…","customer":{"externalId":"5d0f2b8e-…"}}}}</code>
/// </summary>
internal static class VapiCallReader
{
    public const string Provider = "vapi";

    /// <summary>The third face of Vapi's concurrency limit: accepted, then ended before anything rang.</summary>
    private const string ConcurrencyLimit = "call.start.error-subscription-concurrency-limit-reached";

    /// <summary>A call object as GET and POST answer it.</summary>
    public static ReportedSignal OfCall(JsonElement call, SignalSource source, DateTimeOffset now)
    {
        var signal = Facts(call, call, source, FactRank.Bare, now);
        var status = StatusOf(Text(call, "status"));
        if (status is CallStatus.Completed)
        {
            signal = WithEnd(signal with { Rank = FactRank.Record }, Text(call, "endedReason"));
        }
        else
        {
            signal = signal with { Status = status };
        }

        return new ReportedSignal(Provider, Text(call, "id"), AttemptOf(call), signal);
    }

    /// <summary>A status-update or end-of-call-report; null for messages that tell nothing about the call's state.</summary>
    public static ReportedSignal? OfMessage(JsonElement message, DateTimeOffset now)
    {
        var at = TimeOf(message, now);
        var call = Part(message, "call");
        CallSignal? signal = Text(message, "type") switch
        {
            "status-update" => OfStatus(message, at),
            "end-of-call-report" => WithEnd(
                Facts(message, call, SignalSource.Webhook, FactRank.Report, at) with { IsReport = true },
                Text(message, "endedReason") ?? Text(call, "endedReason")),
            _ => null,
        };
        return signal is null ? null : new ReportedSignal(Provider, Text(call, "id"), AttemptOf(call), signal);
    }

    private static CallSignal OfStatus(JsonElement message, DateTimeOffset at)
    {
        // message.status, not message.call.status: the latter may lag behind.
        var status = StatusOf(Text(message, "status"));
        var signal = new CallSignal { Source = SignalSource.Webhook, Rank = FactRank.Bare, Attempt = 0, At = at };
        return status is CallStatus.Completed ? WithEnd(signal, Text(message, "endedReason")) : signal with { Status = status };
    }

    private static CallSignal WithEnd(CallSignal signal, string? reason)
    {
        var meaning = VapiEndedReason.Of(reason);
        var status = meaning.Status;

        // Usual for an undetected voicemail: the line was open, nobody said a word.
        if (reason is "silence-timed-out" && signal.CustomerSpoke is false)
        {
            status = CallStatus.NoAnswer;
        }

        return signal with
        {
            Status = status,
            EndedReason = reason,
            ErrorCode = status != CallStatus.Failed ? null
                : reason == ConcurrencyLimit ? Dialing.DialReason.Concurrency
                : meaning.MayRetry ? "provider_failed" : "provider_failed_permanent",
            ErrorMessage = status == CallStatus.Failed ? $"The call failed at the provider: {reason}." : null,
        };
    }

    private static CallSignal Facts(JsonElement outer, JsonElement call, SignalSource source, FactRank rank, DateTimeOffset at)
    {
        var artifact = Part(outer, "artifact");
        var analysis = Part(outer, "analysis");
        var messages = Part(artifact, "messages") is { ValueKind: JsonValueKind.Array } list ? list : Part(outer, "messages");
        var recording = Part(artifact, "recording");
        var outputs = Part(artifact, "structuredOutputs");
        return new CallSignal
        {
            Source = source,
            Rank = rank,
            Attempt = 0,
            At = at,
            StartedAt = Time(outer, "startedAt") ?? Time(call, "startedAt"),
            EndedAt = Time(outer, "endedAt") ?? Time(call, "endedAt"),
            DurationSeconds = Seconds(outer),
            CustomerSpoke = messages.ValueKind == JsonValueKind.Array ? Spoke(messages) : null,
            Outcome = VapiAnalysis.OutcomeOf(analysis, outputs),
            Transcript = Text(artifact, "transcript") ?? Text(outer, "transcript"),
            Summary = VapiAnalysis.SummaryOf(outer, analysis, outputs),
            Messages = Raw(messages),
            Analysis = Raw(analysis),
            StructuredOutputs = Raw(outputs),
            RecordingUrl = Text(artifact, "recordingUrl") ?? Text(Part(recording, "mono"), "combinedUrl") ?? Text(outer, "recordingUrl"),
            StereoRecordingUrl = Text(artifact, "stereoRecordingUrl") ?? Text(recording, "stereoUrl") ?? Text(outer, "stereoRecordingUrl"),
            ControlUrl = Text(Part(call, "monitor"), "controlUrl"),
            Cost = rank >= FactRank.Record || Number(outer, "cost") is > 0 ? Number(outer, "cost") ?? Number(call, "cost") : null,
            CostBreakdown = Raw(Part(outer, "costBreakdown")) ?? Raw(Part(call, "costBreakdown")),
        };
    }

    private static int? Seconds(JsonElement outer) =>
        Number(outer, "durationSeconds") is { } seconds ? (int)Math.Round(seconds)
        : Number(outer, "durationMs") is { } milliseconds ? (int)Math.Round(milliseconds / 1000)
        : null;

    private static bool Spoke(JsonElement messages)
    {
        foreach (var message in messages.EnumerateArray())
        {
            if (Text(message, "role") == "user" && !string.IsNullOrWhiteSpace(Text(message, "message")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Completed stands for "ended" here: the ended reason decides what it was. Null for what says nothing of progress.</summary>
    private static CallStatus? StatusOf(string? status) => status switch
    {
        "scheduled" or "queued" => CallStatus.Queued,
        "ringing" => CallStatus.Ringing,
        "in-progress" or "forwarding" => CallStatus.InProgress,
        "ended" => CallStatus.Completed,
        _ => null,
    };

    private static Guid? AttemptOf(JsonElement call) =>
        Guid.TryParse(Text(Part(call, "customer"), "externalId"), out var id)
        || Guid.TryParse(Text(Part(Part(call, "assistantOverrides"), "metadata"), "attemptId"), out id)
            ? id
            : null;

    internal static DateTimeOffset TimeOf(JsonElement message, DateTimeOffset now)
    {
        var time = Number(message, "timestamp") is { } milliseconds and > 0 and < 253_402_300_799_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : now;

        // A clock that runs ahead must not put an end before its beginning in our own time.
        return time > now ? now : time;
    }

    internal static JsonElement Part(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var part) ? part : default;

    /// <summary>The text without NUL, which PostgreSQL refuses.</summary>
    internal static string? Text(JsonElement parent, string name)
    {
        var part = Part(parent, name);
        var text = part.ValueKind == JsonValueKind.String ? part.GetString() : null;
        return string.IsNullOrEmpty(text) ? null : text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }

    internal static decimal? Number(JsonElement parent, string name)
    {
        var part = Part(parent, name);
        return part.ValueKind switch
        {
            JsonValueKind.Number => part.TryGetDecimal(out var number) ? number : null,
            JsonValueKind.String => decimal.TryParse(part.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => null,
        };
    }

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    private static string? Raw(JsonElement part) =>
        part.ValueKind is JsonValueKind.Object or JsonValueKind.Array && part.GetRawText() is { } raw && raw is not ("{}" or "[]") ? raw : null;
}
