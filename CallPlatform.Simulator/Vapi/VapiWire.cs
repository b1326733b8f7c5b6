using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Simulator.Vapi;

// Vapi's own words, written from its documentation and never shared with the platform:
// a field misspelt on both sides would pass every test.

internal sealed record WireCall
{
    public required Guid Id { get; init; }
    public required string OrgId { get; init; }
    public required string Type { get; init; }
    public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public double Cost { get; init; }
    public string? Name { get; init; }
    public string? PhoneCallProvider { get; init; }
    public string? PhoneCallProviderId { get; init; }
    public string? PhoneCallTransport { get; init; }
    public WireMonitor? Monitor { get; init; }
    public WireTransport? Transport { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public string? EndedMessage { get; init; }
    public IReadOnlyList<WireCost>? Costs { get; init; }
    public WireCostBreakdown? CostBreakdown { get; init; }
    public WireArtifact? Artifact { get; init; }
    public WireAnalysis? Analysis { get; init; }
    public IReadOnlyList<WireMessage>? Messages { get; init; }
    public WireLimits? SubscriptionLimits { get; init; }

    /// <summary>What the request said comes back as it came.</summary>
    [JsonExtensionData] public Dictionary<string, JsonElement>? Echo { get; init; }
}

internal sealed record WireMonitor(string ListenUrl, string ControlUrl);

internal sealed record WireTransport(string Provider, string ConversationType, string AccountSid, string? CallSid);

internal sealed record WireLimits(bool ConcurrencyBlocked, int ConcurrencyLimit, int RemainingConcurrentCalls);

internal sealed record WireBatch(WireLimits SubscriptionLimits, IReadOnlyList<WireCall> Results, IReadOnlyList<WireBatchError> Errors);

internal sealed record WireBatchError(JsonElement Customer, string Error);

internal sealed record WireMessage
{
    public required string Role { get; init; }
    public required string Message { get; init; }
    public required long Time { get; init; }
    public long? EndTime { get; init; }
    public required double SecondsFromStart { get; init; }

    /// <summary>Milliseconds, whatever Vapi's document says.</summary>
    public double? Duration { get; init; }
    public string? Source { get; init; }
}

internal sealed record WireOpenAiMessage(string Role, string Content);

internal sealed record WireModelRef(string? Provider, string Model);

internal sealed record WireCost
{
    public required string Type { get; init; }
    public string? SubType { get; init; }
    public string? AnalysisType { get; init; }
    public string? Provider { get; init; }
    public WireModelRef? Transcriber { get; init; }
    public WireModelRef? Model { get; init; }
    public WireVoiceRef? Voice { get; init; }
    public double? Minutes { get; init; }
    public int? PromptTokens { get; init; }
    public int? CompletionTokens { get; init; }
    public int? Characters { get; init; }
    public required double Cost { get; init; }
}

internal sealed record WireVoiceRef(string Provider, string VoiceId);

internal sealed record WireCostBreakdown
{
    public double Transport { get; init; }
    public double Stt { get; init; }
    public double Llm { get; init; }
    public double Tts { get; init; }
    public double Vapi { get; init; }
    public double Total { get; init; }
    public int? LlmPromptTokens { get; init; }
    public int? LlmCompletionTokens { get; init; }
    public int? TtsCharacters { get; init; }
    public IReadOnlyDictionary<string, double>? AnalysisCostBreakdown { get; init; }
}

internal sealed record WireAnalysis
{
    public string? Summary { get; init; }
    public IReadOnlyDictionary<string, object?>? StructuredData { get; init; }
    public string? SuccessEvaluation { get; init; }
}

internal sealed record WireArtifact
{
    public required IReadOnlyList<WireMessage> Messages { get; init; }
    public required IReadOnlyList<WireOpenAiMessage> MessagesOpenAIFormatted { get; init; }
    public string? Transcript { get; init; }
    public JsonElement? VariableValues { get; init; }
    public string? RecordingUrl { get; init; }
    public string? StereoRecordingUrl { get; init; }
    public WireRecording? Recording { get; init; }
    public string? LogUrl { get; init; }
    public string? PresignedMonoUrl { get; init; }
    public string? PresignedStereoUrl { get; init; }
    public string? PresignedAssistantUrl { get; init; }
    public string? PresignedCustomerUrl { get; init; }
    public DateTimeOffset? PresignedUrlsExpiresAt { get; init; }
    public IReadOnlyDictionary<string, WireStructuredOutput>? StructuredOutputs { get; init; }
    public DateTimeOffset? StructuredOutputsLastUpdatedAt { get; init; }
    public WirePerformance? PerformanceMetrics { get; init; }
}

internal sealed record WireRecording(string StereoUrl, WireMonoRecording Mono);

internal sealed record WireMonoRecording(string CombinedUrl, string AssistantUrl, string CustomerUrl);

internal sealed record WireStructuredOutput(string Name, object? Result);

internal sealed record WirePerformance(IReadOnlyList<WireTurnLatency> TurnLatencies, int TurnLatencyAverage, int NumUserInterrupted, int NumAssistantInterrupted);

internal sealed record WireTurnLatency(int ModelLatency, int VoiceLatency, int TranscriberLatency, int EndpointingLatency, int TurnLatency);

internal sealed record WireEnvelope(WireServerMessage Message);

internal sealed record WireServerMessage
{
    public required string Type { get; init; }
    public required long Timestamp { get; init; }
    public string? Status { get; init; }
    public string? EndedReason { get; init; }
    public string? Role { get; init; }
    public int? Turn { get; init; }
    public string? TranscriptType { get; init; }
    public string? Transcript { get; init; }
    public bool? IsFiltered { get; init; }
    public IReadOnlyList<WireToolCall>? ToolCallList { get; init; }
    public IReadOnlyList<WireToolWithCall>? ToolWithToolCallList { get; init; }
    public WireArtifact? Artifact { get; init; }
    public WireAnalysis? Analysis { get; init; }
    public double? Cost { get; init; }
    public IReadOnlyList<WireCost>? Costs { get; init; }
    public WireCostBreakdown? CostBreakdown { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Summary { get; init; }
    public string? RecordingUrl { get; init; }
    public string? StereoRecordingUrl { get; init; }
    public IReadOnlyList<WireMessage>? Messages { get; init; }
    public IReadOnlyList<WireOpenAiMessage>? MessagesOpenAIFormatted { get; init; }
    public double? DurationMs { get; init; }
    public double? DurationSeconds { get; init; }
    public double? DurationMinutes { get; init; }
    public WireCall? Call { get; init; }
    public WirePhoneNumber? PhoneNumber { get; init; }
    public JsonElement? Customer { get; init; }
    public WireAssistant? Assistant { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public string? AssistantVersion { get; init; }
}

internal sealed record WireToolCall(string Id, string Type, WireFunction Function);

internal sealed record WireFunction(string Name, object Arguments);

internal sealed record WireToolWithCall(string Type, WireToolDefinition Function, WireToolCall ToolCall);

internal sealed record WireToolDefinition(string Name, string Description, object Parameters);

/// <summary>Real payloads have been seen with the account's token inside. Whoever stores them must take it out.</summary>
internal sealed record WirePhoneNumber(string? Id, string OrgId, string Provider, string Number, string Name, string TwilioAccountSid, string TwilioAuthToken, string Status);

internal sealed record WireAssistant(string? Id, string OrgId, string Name, string? FirstMessage, WireAssistantModel Model);

internal sealed record WireAssistantModel(string Provider, string Model, IReadOnlyList<WireOpenAiMessage> Messages);
