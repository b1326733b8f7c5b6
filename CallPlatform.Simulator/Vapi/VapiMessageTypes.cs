namespace CallPlatform.Simulator.Vapi;

internal static class VapiMessageTypes
{
    public const string FinalTranscript = "transcript[transcriptType=\"final\"]";

    public static readonly IReadOnlyList<string> All =
    [
        "assistant.started", "assistant.speechStarted", "conversation-update", "end-of-call-report", "function-call", "hang", "language-changed",
        "language-change-detected", "model-output", "phone-call-control", "speech-update", "status-update", "transcript", FinalTranscript, "tool-calls",
        "transfer-destination-request", "handoff-destination-request", "transfer-update", "user-interrupted", "voice-input", "chat.created",
        "chat.deleted", "session.created", "session.updated", "session.deleted", "call.deleted", "call.delete.failed", "call.artifact.upload",
    ];
}
