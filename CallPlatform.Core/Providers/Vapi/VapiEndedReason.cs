using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>What an ended reason means to us.</summary>
/// <param name="Status">The terminal status.</param>
/// <param name="MayRetry">Another try could end better without anyone mending a setting.</param>
/// <param name="IsKnown">False for values nobody has seen; they are failures that staff should hear of.</param>
public readonly record struct EndedMeaning(CallStatus Status, bool MayRetry, bool IsKnown = true);

/// <summary>
/// Vapi's ended reasons: an open list of some 600 values in families, to which new ones keep coming. So there is a short list
/// of exact values and rules for the families, and never a closed enum.
/// </summary>
public static class VapiEndedReason
{
    private static readonly Dictionary<string, EndedMeaning> Exact = Build();

    // Within the families: what a setting or a bill must mend before another try makes sense.
    private static readonly string[] Permanent =
    [
        "-400-", "-401-", "-403-", "-404-", "auth", "api-key", "invalid", "voice-not-", "429-exceeded-quota", "quota-exceeded",
        "out-of-credits", "insufficent-funds", "insufficient", "requested-payment", "configfault", "not-allowed", "not-found", "not-supported",
        "unsupported", "paid-only", "blocked-account", "blocked-content", "blocked-free-plan", "blocked-using", "blocked-voice",
        "character-limit", "missing-samples", "only-for", "disabled-by-owner", "valid-voice",
    ];

    public static EndedMeaning Of(string? reason)
    {
        if (string.IsNullOrEmpty(reason))
        {
            return new EndedMeaning(CallStatus.Completed, MayRetry: false, IsKnown: false);
        }

        if (Exact.TryGetValue(reason, out var meaning))
        {
            return meaning;
        }

        // The source system's own rule, for values that are not on the list.
        if (reason.Contains("busy", StringComparison.Ordinal) && !reason.Contains("system-busy", StringComparison.Ordinal))
        {
            return new EndedMeaning(CallStatus.Busy, MayRetry: true);
        }

        if (reason.Contains("did-not-answer", StringComparison.Ordinal) || reason.Contains("no-answer", StringComparison.Ordinal))
        {
            return new EndedMeaning(CallStatus.NoAnswer, MayRetry: true);
        }

        if (reason.StartsWith("voicemail", StringComparison.Ordinal))
        {
            return new EndedMeaning(CallStatus.Voicemail, MayRetry: true);
        }

        var family = reason.Contains("vapifault", StringComparison.Ordinal) || reason.Contains("providerfault", StringComparison.Ordinal)
            || reason.StartsWith("pipeline", StringComparison.Ordinal) || reason.Contains("error-pipeline", StringComparison.Ordinal)
            || reason.Contains("configfault", StringComparison.Ordinal);
        if (family || reason.Contains("error", StringComparison.Ordinal) || reason.Contains("fault", StringComparison.Ordinal)
            || reason.Contains("failed", StringComparison.Ordinal))
        {
            return new EndedMeaning(CallStatus.Failed, !Array.Exists(Permanent, p => reason.Contains(p, StringComparison.Ordinal)), family);
        }

        return new EndedMeaning(CallStatus.Completed, MayRetry: false, IsKnown: false);
    }

    private static Dictionary<string, EndedMeaning> Build()
    {
        var known = new Dictionary<string, EndedMeaning>();
        void Add(CallStatus status, bool mayRetry, params string[] reasons)
        {
            foreach (var reason in reasons)
            {
                known[reason] = new EndedMeaning(status, mayRetry);
            }
        }

        Add(CallStatus.Completed, false,
            "assistant-ended-call", "assistant-ended-call-after-message-spoken", "assistant-ended-call-with-hangup-task",
            "assistant-said-end-call-phrase", "customer-ended-call", "customer-ended-call-after-warm-transfer-attempt",
            "customer-ended-call-before-warm-transfer", "customer-ended-call-during-transfer", "assistant-forwarded-call",
            "assistant-request-returned-forwarding-phone-number", "call.ending.hook-executed-say", "call.ending.hook-executed-transfer",
            "call.ringing.hook-executed-say", "call.ringing.hook-executed-transfer", "exceeded-max-duration", "silence-timed-out",
            "call.in-progress.sip-completed-call", "call.in-progress.twilio-completed-call", "vonage-completed");
        Add(CallStatus.NoAnswer, true,
            "customer-did-not-answer", "call.in-progress.error-providerfault-outbound-sip-408-request-timeout",
            "call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable",
            "call.ringing.sip-inbound-caller-hungup-before-call-connect");
        Add(CallStatus.Busy, true, "customer-busy");
        Add(CallStatus.Voicemail, true, "voicemail");
        Add(CallStatus.Cancelled, false, "manually-canceled", "scheduled-call-deleted", "call-deleted");

        // Limits, workers, transport: another try may go through.
        Add(CallStatus.Failed, true,
            "worker-shutdown", "assistant-join-timed-out", "assistant-request-failed", "call.start.error-get-transport",
            "call.start.error-subscription-concurrency-limit-reached", "call.start.error-vapi-number-outbound-daily-limit",
            "phone-call-provider-closed-websocket", "phone-call-provider-bypass-enabled-but-no-call-received",
            "twilio-failed-to-connect-call", "vonage-failed-to-connect-call", "vonage-disconnected",
            "call.in-progress.error-pipeline-ws-model-connection-failed", "call.forwarding.no-answer", "call.forwarding.operator-busy",
            "call.in-progress.error-providerfault-eleven-labs-system-busy-and-requested-upgrade",
            "call.in-progress.error-vapifault-eleven-labs-system-busy-and-requested-upgrade",
            "pipeline-error-eleven-labs-system-busy-and-requested-upgrade");

        // Billing, settings, destination: nothing changes by trying again.
        Add(CallStatus.Failed, false,
            "call.start.error-enterprise-feature-not-available-recording-consent", "call.start.error-fraud-check-failed",
            "call.start.error-subscription-frozen", "call.start.error-subscription-insufficient-credits",
            "call.start.error-subscription-upgrade-failed", "call.start.error-subscription-wallet-does-not-exist",
            "assistant-not-found", "assistant-not-valid", "assistant-request-returned-error", "assistant-request-returned-invalid-assistant",
            "assistant-request-returned-no-assistant", "assistant-request-returned-unspeakable-error",
            "call-start-error-neither-assistant-nor-server-set", "call.in-progress.error-pipeline-no-available-llm-model",
            "call.in-progress.error-providerfault-outbound-sip-403-forbidden",
            "call.in-progress.error-providerfault-outbound-sip-407-proxy-authentication-required",
            "call.start.assistant-version-error-validation", "call.start.error-get-assistant", "call.start.error-get-customer",
            "call.start.error-get-phone-number", "call.start.error-get-resources-validation", "call.start.error-vapi-number-international",
            "customer-did-not-give-microphone-permission", "twilio-reported-customer-misdialed", "vonage-rejected");
        return known;
    }
}
