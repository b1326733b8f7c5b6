using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallKaro;

/// <summary>
/// Two forms exist: <c>{"event": "call_ended", "data": {"callSid": …}}</c>, once a call, and the older flat
/// <c>{"call_id": …, "status": "ringing", …}</c>, at every step. Neither is signed: the secret is in the address.
/// </summary>
internal sealed class KaroWebhooks(Settings settings)
{
    public static string HangupReason(Scenario scenario, Conversation talk) => scenario switch
    {
        Scenario.Busy => "User busy",
        Scenario.NoAnswer => "Not Connected",
        Scenario.Voicemail => "Voicemail",
        Scenario.AssistantError => "Call failed: agent error",
        _ => talk.Findings?.AppointmentAt is not null ? "Converted" : "Connected",
    };

    public void Progress(KaroCall call, string status)
    {
        if (IsFlat(call))
        {
            Post(call, status, at => Flat(call, status, at, null));
        }
    }

    public void Ended(KaroCall call)
    {
        if (IsFlat(call))
        {
            var status = call.Scenario switch
            {
                Scenario.Busy => "busy",
                Scenario.NoAnswer or Scenario.Voicemail => "no_answer",
                Scenario.AssistantError => "failed",
                _ => "completed",
            };
            Post(call, status, at => Flat(call, status, at, call.Talk()));
        }
        else
        {
            Post(call, "call_ended", at => new Dictionary<string, object?> { ["event"] = "call_ended", ["data"] = Data(call, at, call.Talk()) });
        }
        if (settings.Faults(KaroDesk.Provider).ExtraMessageType is { } unheardOf)
        {
            Post(call, unheardOf, _ => new Dictionary<string, object?> { ["event"] = unheardOf, ["data"] = new { callSid = call.Id } });
        }
    }

    private bool IsFlat(KaroCall call) => settings.Now.CallKaro.WebhookForm switch
    {
        "flat" => true,
        "envelope" => false,
        _ => Conversations.Seed(call.Id) % 2 == 1,
    };

    private static Dictionary<string, object?> Flat(KaroCall call, string status, DateTimeOffset at, Conversation? talk) => new()
    {
        ["call_id"] = call.Id,
        ["status"] = status,
        ["metadata"] = call.MetadataJson,
        ["transcript"] = talk is { Turns.Count: > 0 } ? talk.Transcript("assistant", "user") : null,
        ["recording_url"] = RecordingUrl(call, talk),
        ["duration"] = talk is null ? null : Math.Round(talk.Seconds),
        ["timestamp"] = at,
    };

    private Dictionary<string, object?> Data(KaroCall call, DateTimeOffset at, Conversation talk)
    {
        var found = talk.Findings;
        var reason = settings.Faults(KaroDesk.Provider).EndedReason ?? HangupReason(call.Scenario, talk);
        return new Dictionary<string, object?>
        {
            ["callSid"] = call.Id,
            ["name"] = "outbound",
            ["agent"] = call.AgentId,
            ["versionId"] = "v1",
            ["from"] = "+918000000199",
            ["to"] = call.To,
            ["recordingUrl"] = RecordingUrl(call, talk),
            ["call_duration"] = Math.Round(talk.Seconds),
            ["time"] = at,
            ["transcription"] = talk.Turns.Count > 0 ? talk.Transcript("assistant", "user") : "",
            ["batchId"] = call.BatchId,
            ["hangup_reason"] = reason,
            ["call_metadata"] = call.MetadataJson,
            ["try_count"] = 0,
            ["post_call"] = found is null ? null : new { summary = found.Summary, interested = found.Interested, rating = found.Rating, do_not_call = found.DoNotCall, callback_requested = found.CallbackRequested, appointment_date = found.AppointmentAt },
            ["post_call_detail"] = found is null ? null : new { sentiment = found.Sentiment, tags = found.Tags, objections = found.Objections, feedback = found.Feedback, nps_score = found.Nps },
            ["functions_called"] = found?.AppointmentAt is null ? [] : new[] { new { name = "book_appointment", success = true, timestamp = at } },
            ["disposition_reason"] = found?.DoNotCall == true ? "Do not call" : found?.Tags is [var first, ..] ? first : null,
            ["conversion_status"] = reason == "Converted" ? "Converted" : "Not Converted",
            ["next_call_scheduled"] = false,
            ["call_link"] = $"{call.BaseUrl}/calls/{call.Id}",
        };
    }

    private static string? RecordingUrl(KaroCall call, Conversation? talk) =>
        talk is { Turns.Count: > 0 } ? $"{call.BaseUrl}/recordings/{call.Id}-mono.wav?callee={DigitTable.Digits(call.To)}" : null;

    private void Post(KaroCall call, string type, Func<DateTimeOffset, object> body)
    {
        var url = settings.Now.CallKaro.WebhookUrl;
        if (string.IsNullOrEmpty(url) || call.Scenario == Scenario.Silent)
        {
            return;
        }
        var at = settings.Clock(KaroDesk.Provider);
        call.Outbox.Post(new Webhook(KaroDesk.Provider, call.Id, type, url, () => JsonSerializer.SerializeToUtf8Bytes(body(at), Json.Verbatim)));
    }
}
