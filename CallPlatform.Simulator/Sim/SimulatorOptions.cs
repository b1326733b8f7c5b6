using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CallPlatform.Simulator.Sim;

/// <summary>Everything that can be set: at start from the section <c>Simulator</c>, at run time through <c>PUT /sim/settings</c>.</summary>
internal sealed class SimulatorOptions
{
    public const string Section = "Simulator";

    /// <summary>Simulated seconds per second of the wall clock: 90 makes a three-minute call last two seconds.</summary>
    [Range(0.01, 100_000)] public double Speed { get; set; } = 90;
    [Range(0, 600_000)] public int AnswerDelayMs { get; set; } = 20;
    [Range(0, 600_000)] public int SlowAnswerMs { get; set; } = 30_000;
    [Range(1, 5_000_000)] public int MaxCalls { get; set; } = 200_000;
    [Range(1, 1_000_000)] public int MaxDeliveries { get; set; } = 20_000;
    [Range(1, 1024)] public int WebhookConcurrency { get; set; } = 64;
    [Range(1, 3600)] public int MaxRecordingSeconds { get; set; } = 30;

    /// <summary>Where others reach this host; by default whatever address the request used.</summary>
    public string? PublicUrl { get; set; }

    public VapiOptions Vapi { get; set; } = new();
    [JsonPropertyName("callkaro")] public CallKaroOptions CallKaro { get; set; } = new();
    public ShunyaOptions Shunya { get; set; } = new();
    [JsonPropertyName("callrail")] public CallRailOptions CallRail { get; set; } = new();
    public MessagesOptions Messages { get; set; } = new();

    /// <summary>Keyed by provider (vapi, callkaro, shunya, callrail, messages); <c>all</c> holds for those without their own.</summary>
    public Dictionary<string, FaultOptions> Faults { get; set; } = [];
}

internal sealed class VapiOptions
{
    /// <summary>Without a key every bearer token is taken, except one that starts with <c>bad</c>.</summary>
    public string? ApiKey { get; set; }
    public string? WebhookUrl { get; set; }
    public string? WebhookSecret { get; set; }
    public HmacOptions? Hmac { get; set; }
    public bool RequireUserAgent { get; set; } = true;
    public bool AllowRootMetadata { get; set; }

    /// <summary>Vapi's ids are UUIDs. Here any text serves, so that a script may name its assistants as it likes.</summary>
    public bool RequireUuids { get; set; }

    /// <summary>Vapi keeps recordings in a private bucket: the plain URL answers 403, the presigned one works for a while.</summary>
    public bool PublicRecordings { get; set; }
    [Range(1, 86_400)] public int PresignedSeconds { get; set; } = 3600;
}

/// <summary>Vapi's hmac authentication plan: everything about it is configurable there, so it is here.</summary>
internal sealed class HmacOptions
{
    public string SecretKey { get; set; } = "";
    [RegularExpression("sha1|sha256|sha512")] public string Algorithm { get; set; } = "sha256";
    public string SignatureHeader { get; set; } = "x-signature";
    public string TimestampHeader { get; set; } = "x-timestamp";
    public string SignaturePrefix { get; set; } = "";
    public bool IncludeTimestamp { get; set; } = true;
    public string PayloadFormat { get; set; } = "{timestamp}.{body}";
    [RegularExpression("hex|base64")] public string SignatureEncoding { get; set; } = "hex";
    public bool SecretIsBase64 { get; set; }
}

internal sealed class CallKaroOptions
{
    public string? ApiKey { get; set; }
    public string? WebhookUrl { get; set; }

    /// <summary><c>envelope</c>, <c>flat</c>, or <c>alternate</c> by call.</summary>
    [RegularExpression("envelope|flat|alternate")] public string WebhookForm { get; set; } = "alternate";

    /// <summary>Some accounts get the call's id under another name.</summary>
    [RegularExpression("call_id|call_sid")] public string IdField { get; set; } = "call_id";
}

internal sealed class ShunyaOptions
{
    public string? ApiKey { get; set; }
    public string? WebhookUrl { get; set; }
    public string? WebhookSecret { get; set; }

    /// <summary><c>async</c>, <c>sync</c>, or <c>alternate</c> by call.</summary>
    [RegularExpression("async|sync|alternate")] public string Mode { get; set; } = "async";

    /// <summary>What the signature of a webhook is over: the bytes sent, or the same document as Python's <c>json.dumps(sort_keys=True)</c> writes it.</summary>
    [RegularExpression("raw|canonical|alternate")] public string SignedForm { get; set; } = "alternate";
    [RegularExpression("shunya_job_id|job_id|task_id")] public string JobIdField { get; set; } = "shunya_job_id";

    /// <summary>The share of tasks that fail with a retryable error.</summary>
    [Range(0, 1)] public double FailRetryable { get; set; }

    /// <summary>How long one task takes, in simulated seconds.</summary>
    [Range(0, 86_400)] public double TaskSeconds { get; set; } = 20;
}

internal sealed class CallRailOptions
{
    public string? ApiKey { get; set; }
    public string? WebhookBaseUrl { get; set; }
    public string? SigningKey { get; set; }
    public string AccountId { get; set; } = "ACC0000000000000000000000000000000";
}

internal sealed class MessagesOptions
{
    public string AccountSid { get; set; } = "AC00000000000000000000000000000000";

    /// <summary>Signs the callbacks and, when set, is the password requests must carry.</summary>
    public string? AuthToken { get; set; }
    public string? InboundUrl { get; set; }
}
