using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>What the request asks for, read from its echo when needed.</summary>
internal sealed class VapiTraits
{
    private static readonly string[] DefaultMessages =
        ["conversation-update", "end-of-call-report", "function-call", "hang", "speech-update", "status-update", "tool-calls"];

    private readonly HashSet<string> messages;

    public VapiTraits(Dictionary<string, JsonElement> echo)
    {
        Echo = echo;
        Customer = Property(echo, "customer");
        Overrides = Property(echo, "assistantOverrides") ?? Property(echo, "assistant");
        // A customer of a batch may bring overrides of its own; they win.
        if (Child(Customer, "assistantOverrides") is { } own)
        {
            Overrides = own;
        }
        messages = Child(Overrides, "serverMessages") is { ValueKind: JsonValueKind.Array } chosen
            ? [.. chosen.EnumerateArray().Select(m => m.GetString()!)]
            : [.. DefaultMessages];
        Variables = new CallVariables(VariableValues, Child(Customer, "name")?.GetString());
        FirstMessage = Child(Overrides, "firstMessage") is { ValueKind: JsonValueKind.String } first ? first.GetString() : null;
        MaxDurationSeconds = Child(Overrides, "maxDurationSeconds")?.GetDouble() ?? 600;
    }

    public Dictionary<string, JsonElement> Echo { get; }
    public JsonElement? Customer { get; }
    public JsonElement? Overrides { get; }
    public JsonElement? VariableValues => Child(Overrides, "variableValues");
    public CallVariables Variables { get; }
    public string? FirstMessage { get; }
    public double MaxDurationSeconds { get; }
    public string? VoicemailMessage => Child(Overrides, "voicemailMessage") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
    public string? AssistantId => Property(Echo, "assistantId")?.GetString();
    public string? PhoneNumberId => Property(Echo, "phoneNumberId")?.GetString();
    public JsonElement? Server => Child(Overrides, "server");

    public bool Wants(string type) => messages.Contains(type);

    public string SystemPrompt =>
        Child(Child(Overrides, "model"), "messages") is { ValueKind: JsonValueKind.Array } prompts
            && prompts.EnumerateArray().Select(p => Child(p, "content")).FirstOrDefault(c => c is { ValueKind: JsonValueKind.String }) is { } text
            ? text.GetString()!
            : "You are a polite phone assistant.";

    /// <summary>The first function tool the assistant was given, if any.</summary>
    public string? ToolName
    {
        get
        {
            var tools = Child(Child(Overrides, "model"), "tools") ?? Child(Overrides, "tools:append");
            return tools is { ValueKind: JsonValueKind.Array }
                ? tools.Value.EnumerateArray().Select(t => Child(Child(t, "function"), "name")?.GetString()).FirstOrDefault(n => n is not null)
                : null;
        }
    }

    public JsonElement? StructuredDataPlan => Child(Child(Overrides, "analysisPlan"), "structuredDataPlan");

    public RetryPlan Retry => Child(Server, "backoffPlan") is { } plan
        ? new RetryPlan(
            Child(plan, "maxRetries")?.GetInt32() ?? 0,
            Child(plan, "baseDelaySeconds")?.GetDouble() ?? 1,
            Child(plan, "type")?.GetString() == "exponential",
            Child(plan, "excludedStatusCodes") is { ValueKind: JsonValueKind.Array } codes ? [.. codes.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Number).Select(c => c.GetInt32())] : [])
        : RetryPlan.None;

    public static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static JsonElement? Property(Dictionary<string, JsonElement> echo, string name) =>
        echo.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
