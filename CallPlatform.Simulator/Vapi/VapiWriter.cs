using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>Writes calls and server messages as Vapi does.</summary>
internal sealed class VapiWriter(VapiReport report, Settings settings)
{
    public WireCall Call(VapiCall call, VapiMoment moment, VapiTraits traits, bool whole, WireLimits? limits = null)
    {
        var skew = TimeSpan.FromSeconds(settings.Faults(VapiDesk.Provider).ClockSkewSeconds);
        var talk = whole && moment.Analysed ? call.Talk(traits) : null;
        var costs = talk is null ? default : VapiReport.Costs(moment, talk);
        var dialled = moment.Status is not ("queued" or "scheduled");
        return new WireCall
        {
            Id = call.Id,
            OrgId = VapiCall.OrgId,
            Type = "outboundPhoneCall",
            Status = moment.Status,
            CreatedAt = call.CreatedAt + skew,
            UpdatedAt = moment.UpdatedAt + skew,
            Cost = costs.Sum?.Total ?? 0,
            Name = call.Name,
            PhoneCallProvider = "twilio",
            PhoneCallTransport = "pstn",
            PhoneCallProviderId = dialled ? CallSid(call) : null,
            Monitor = moment.Status == "scheduled" ? null : new WireMonitor(
                $"{call.BaseUrl.Replace("http", "ws", StringComparison.Ordinal)}/{call.Id}/listen",
                $"{call.BaseUrl}/{call.Id}/control"),
            Transport = new WireTransport("twilio", "voice", "AC00000000000000000000000000000000", dialled ? CallSid(call) : null),
            StartedAt = moment.StartedAt + skew,
            EndedAt = moment.EndedAt + skew,
            EndedReason = moment.EndedReason,
            EndedMessage = moment.EndedMessage,
            Costs = costs.Costs,
            CostBreakdown = costs.Sum,
            Artifact = talk is null ? null : report.Artifact(call, traits, moment, talk),
            Analysis = talk is null ? null : VapiReport.Analysis(talk, traits),
            Messages = talk is null ? null : VapiReport.Messages(call, traits, moment, talk.Turns),
            SubscriptionLimits = limits,
            Echo = traits.Echo,
        };
    }

    /// <summary>The envelope every server message shares, to be completed by its type.</summary>
    public byte[] Message(VapiCall call, VapiMoment moment, DateTimeOffset at, Func<VapiTraits, WireServerMessage> own)
    {
        var traits = call.Traits();
        var message = own(traits) with
        {
            Timestamp = at.AddSeconds(settings.Faults(VapiDesk.Provider).ClockSkewSeconds).ToUnixTimeMilliseconds(),
            Call = Call(call, moment, traits, whole: false) with { Cost = moment.Analysed ? VapiReport.Costs(moment, call.Talk(traits)).Sum.Total : 0 },
            Customer = traits.Customer,
            PhoneNumber = new WirePhoneNumber(
                traits.PhoneNumberId, VapiCall.OrgId, "twilio", "+15550100199", "Main line",
                "AC00000000000000000000000000000000", "simulated-twilio-auth-token-redact-me", "active"),
            Assistant = new WireAssistant(
                traits.AssistantId, VapiCall.OrgId, "Simulated assistant", traits.FirstMessage,
                new WireAssistantModel("openai", "gpt-4o", [new WireOpenAiMessage("system", traits.SystemPrompt)])),
        };
        return JsonSerializer.SerializeToUtf8Bytes(new WireEnvelope(message), Json.Camel);
    }

    public WireServerMessage Report(VapiCall call, VapiMoment moment, VapiTraits traits)
    {
        var talk = call.Talk(traits);
        var artifact = report.Artifact(call, traits, moment, talk);
        var analysis = VapiReport.Analysis(talk, traits);
        var (costs, sum) = VapiReport.Costs(moment, talk);
        var spoke = talk.Turns.Count > 0;
        var skew = TimeSpan.FromSeconds(settings.Faults(VapiDesk.Provider).ClockSkewSeconds);
        return new WireServerMessage
        {
            Type = "end-of-call-report",
            Timestamp = 0,
            EndedReason = moment.EndedReason,
            Artifact = artifact,
            Analysis = analysis,
            Cost = sum.Total,
            Costs = costs,
            CostBreakdown = sum,
            StartedAt = moment.StartedAt + skew,
            EndedAt = moment.EndedAt + skew,
            Summary = analysis.Summary,
            Transcript = spoke ? artifact.Transcript : null,
            RecordingUrl = artifact.RecordingUrl,
            StereoRecordingUrl = artifact.StereoRecordingUrl,
            Messages = spoke ? artifact.Messages : null,
            DurationMs = spoke ? Math.Round(moment.Talked * 1000) : null,
            DurationSeconds = spoke ? Math.Round(moment.Talked, 3) : null,
            DurationMinutes = spoke ? Math.Round(moment.Talked / 60, 4) : null,
        };
    }

    private static string CallSid(VapiCall call) => "CA" + call.Id.ToString("N");

    public static void Sign(VapiOptions options, JsonElement? headers, HttpRequestMessage request, byte[] body)
    {
        if (headers is { ValueKind: JsonValueKind.Object } own)
        {
            foreach (var header in own.EnumerateObject())
            {
                request.Headers.TryAddWithoutValidation(header.Name, header.Value.ToString());
            }
        }
        if (!string.IsNullOrEmpty(options.WebhookSecret) && !request.Headers.Contains("x-vapi-secret"))
        {
            request.Headers.TryAddWithoutValidation("x-vapi-secret", options.WebhookSecret);
        }
        if (options.Hmac is not { SecretKey.Length: > 0 } plan)
        {
            return;
        }

        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var head = plan.PayloadFormat.Replace("{timestamp}", timestamp, StringComparison.Ordinal)
            .Replace("{method}", "POST", StringComparison.Ordinal)
            .Replace("{url}", request.RequestUri!.ToString(), StringComparison.Ordinal);
        // Split rather than decode the body: the signature is over its bytes.
        var around = head.Split("{body}");
        byte[] signed = [.. Encoding.UTF8.GetBytes(around[0]), .. around.Length > 1 ? body : [], .. around.Length > 1 ? Encoding.UTF8.GetBytes(around[1]) : []];
        var key = plan.SecretIsBase64 ? Convert.FromBase64String(plan.SecretKey) : Encoding.UTF8.GetBytes(plan.SecretKey);
        var mac = plan.Algorithm switch
        {
            "sha512" => HMACSHA512.HashData(key, signed),
            "sha1" => Sha1(key, signed),
            _ => HMACSHA256.HashData(key, signed),
        };
        var text = plan.SignatureEncoding == "base64" ? Convert.ToBase64String(mac) : Convert.ToHexStringLower(mac);
        request.Headers.TryAddWithoutValidation(plan.SignatureHeader, plan.SignaturePrefix + text);
        if (plan.IncludeTimestamp)
        {
            request.Headers.TryAddWithoutValidation(plan.TimestampHeader, timestamp);
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "One of the algorithms Vapi lets people choose.")]
    private static byte[] Sha1(byte[] key, byte[] data) => HMACSHA1.HashData(key, data);
}
