using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Inbound;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>
/// Reads a call as CallRail tells it: the short form of the source system, CallRail's own webhook form, and the REST record.
/// </summary>
internal static class CallRailCallReader
{
    public const string Provider = "callrail";

    private static readonly string[] AttributionFields =
    [
        "source", "source_name", "medium", "campaign", "keywords", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
        "gclid", "fbclid", "msclkid", "landing_page_url", "referring_url",
    ];

    private static readonly string[] DetailFields =
    [
        "first_call", "prior_calls", "total_calls", "person_resource_id", "tracker_resource_id", "company_resource_id", "company_name",
        "business_phone_number", "customer_state", "customer_country", "tags", "note", "value", "call_type", "voicemail",
    ];

    /// <summary>What the event says, or null when it names no call.</summary>
    /// <param name="body">The event, or a record of the REST API.</param>
    /// <param name="name">The event's name; <c>record</c> for the REST API.</param>
    /// <param name="now">For an event without any time.</param>
    public static InboundReport? Read(JsonElement body, string name, DateTimeOffset now)
    {
        if (ProviderJson.Text(body, "call_id", "resource_id", "id") is not { } id)
        {
            return null;
        }

        var start = ProviderJson.TimeOf(ProviderJson.Text(body, "start_time", "timestamp", "created_at")) ?? now;
        return new InboundReport
        {
            Provider = Provider,
            ProviderCallId = id,
            TrackingNumber = ProviderJson.Text(body, "tracking_number", "tracking_phone_number"),
            CallerNumber = ProviderJson.Text(body, "caller_number", "customer_phone_number"),
            CallerName = ProviderJson.Text(body, "caller_name", "customer_name"),
            CallerCity = ProviderJson.Text(body, "customer_city"),
            StartedAt = start,
            MarketingSource = ProviderJson.Text(body, "source_name", "source"),
            Attribution = Pick(body, AttributionFields),
            Details = Pick(body, DetailFields),
            Signal = SignalOf(body, id, name, start),
        };
    }

    private static CallSignal SignalOf(JsonElement body, string id, string name, DateTimeOffset start)
    {
        var duration = ProviderJson.Whole(body, "duration") is { } seconds and >= 0 and <= 86_400 ? seconds : (int?)null;
        var signal = new CallSignal
        {
            Source = name == "record" ? SignalSource.Poll : SignalSource.Webhook,
            Rank = FactRank.Bare,
            Attempt = 1,
            At = start,
            ProviderCallId = id,
            RecordingUrl = ProviderJson.Text(body, "recording_url", "recording"),
        };
        switch (name)
        {
            case "incoming":
                return signal with { Status = CallStatus.Ringing };
            case "answered":
                return signal with { Status = CallStatus.InProgress };
        }

        // Over: one event alone builds the whole call, and says the same as the others of its kind.
        var answered = name != "missed" && (ProviderJson.Flag(body, "answered") ?? duration > 0);
        var voicemail = ProviderJson.Flag(body, "voicemail") == true || ProviderJson.Text(body, "call_type") == "voicemail";
        var ended = start.AddSeconds(duration ?? 0);
        return signal with
        {
            Rank = name == "record" ? FactRank.Record : FactRank.Report,
            IsReport = true,
            Status = answered ? CallStatus.Completed : voicemail ? CallStatus.Voicemail : CallStatus.NoAnswer,
            At = ended,
            StartedAt = answered ? start : null,
            EndedAt = ended,
            DurationSeconds = answered ? duration : null,
            CustomerSpoke = answered && duration > 0 ? true : null,
            EndedReason = answered ? "answered" : voicemail ? "voicemail" : "missed",
            Transcript = ProviderJson.Text(body, "transcription"),
        };
    }

    private static string Pick(JsonElement body, string[] fields)
    {
        var picked = new JsonObject();
        foreach (var field in fields)
        {
            var value = ProviderJson.Part(body, field);
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && value.GetRawText() is { Length: <= 2000 } text
                && text is not ("[]" or "\"\""))
            {
                picked[field] = JsonNode.Parse(text.Replace("\\u0000", "", StringComparison.Ordinal));
            }
        }

        return picked.ToJsonString();
    }
}
