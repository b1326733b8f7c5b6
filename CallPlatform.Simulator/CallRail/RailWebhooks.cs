using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallRail;

internal sealed class RailWebhooks(Settings settings, Recordings recordings)
{
    public void Tell(RailCall call, string name)
    {
        var root = call.Order.WebhookBaseUrl ?? settings.Now.CallRail.WebhookBaseUrl;
        if (string.IsNullOrEmpty(root) || call.Scenario == Scenario.Silent)
        {
            return;
        }
        var url = $"{root.TrimEnd('/')}/api/v1/callrail/call.{name}";
        var recording = call.RecordingReady && name is "completed" or "modified" or "missed" ? RecordingUrl(call) : null;
        call.Outbox.Post(new Webhook(RailDesk.Provider, call.Id, "call." + name, url, () => JsonSerializer.SerializeToUtf8Bytes(
            call.Order.Form == "callrail" ? Own(call, name, recording) : Seed(call, name, recording), Json.Verbatim))
        {
            Sign = Sign,
        });
    }

    /// <summary>The address is good for a day: CallRail's are limited in time too.</summary>
    public string RecordingUrl(RailCall call) =>
        call.BaseUrl + recordings.Presign($"{call.Id}-mono.wav", DateTimeOffset.UtcNow.AddDays(1)) + "&callee=" + DigitTable.Digits(call.Number);

    public static Dictionary<string, object?> Own(RailCall call, string name, string? recording)
    {
        var over = name is not ("incoming" or "answered");
        var order = call.Order;
        return new Dictionary<string, object?>
        {
            ["resource_id"] = call.Id,
            ["customer_phone_number"] = call.Number,
            ["customer_name"] = order.CallerName,
            ["customer_city"] = order.City ?? "Denver",
            ["customer_state"] = order.State ?? "CO",
            ["customer_country"] = "US",
            ["tracking_phone_number"] = order.TrackingNumber,
            ["business_phone_number"] = "+15550100190",
            ["company_resource_id"] = "COM00000000000000000000000000000001",
            ["company_name"] = "Simulated Company",
            ["company_time_zone"] = "America/Denver",
            ["start_time"] = call.StartTime,
            ["created_at"] = call.StartTime,
            ["direction"] = "inbound",
            // Seen as text as often as as a number.
            ["duration"] = (over && call.Answered ? call.Duration : 0).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["answered"] = name != "incoming" && call.Answered,
            ["voicemail"] = over && call.Voicemail,
            ["first_call"] = call.PriorCalls == 0,
            ["prior_calls"] = call.PriorCalls,
            ["total_calls"] = call.PriorCalls + 1,
            ["person_resource_id"] = "PER" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Number)))[..32],
            ["tracker_resource_id"] = "TRK00000000000000000000000000000001",
            ["source_name"] = order.Source ?? "Google Ads",
            ["medium"] = order.Medium ?? "cpc",
            ["campaign"] = order.Campaign ?? "Spring tune-up",
            ["keywords"] = order.Keywords ?? "repair near me",
            ["utm_source"] = "google",
            ["utm_medium"] = order.Medium ?? "cpc",
            ["utm_campaign"] = order.Campaign ?? "Spring tune-up",
            ["gclid"] = order.Gclid,
            ["landing_page_url"] = order.LandingPageUrl ?? "https://www.example.com/offer",
            ["recording"] = recording,
            // Null below CallRail's Premium plan.
            ["transcription"] = null,
            ["tags"] = Array.Empty<string>(),
            ["note"] = null,
            ["value"] = null,
            ["call_type"] = name == "incoming" ? null : call.Answered ? "answered" : call.Voicemail ? "voicemail" : "abandoned",
        };
    }

    private static Dictionary<string, object?> Seed(RailCall call, string name, string? recording) => new()
    {
        ["call_id"] = call.Id,
        ["caller_number"] = call.Number,
        ["tracking_number"] = call.Order.TrackingNumber,
        ["recording_url"] = recording,
        ["duration"] = name is not ("incoming" or "answered") && call.Answered ? call.Duration : 0,
        ["answered"] = name != "incoming" && call.Answered,
        ["timestamp"] = call.StartTime,
    };

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "CallRail signs with HMAC-SHA1.")]
    private void Sign(HttpRequestMessage request, byte[] body)
    {
        if (settings.Now.CallRail.SigningKey is { Length: > 0 } key)
        {
            request.Headers.TryAddWithoutValidation("Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), body)));
        }
    }
}
