using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>A call as BoostedCalls' routes show it.</summary>
internal static class CallResponses
{
    /// <summary>The provider does not have it yet: BoostedCalls' clients know that as <c>pending</c>.</summary>
    public static string StatusOf(CallStatus status, string? providerCallId) =>
        status == CallStatus.Ready || (status == CallStatus.Queued && providerCallId is null) ? "pending" : status.Name();

    public static async Task<CallDetail?> DetailAsync(CallPlatformDbContext db, Guid id, CancellationToken ct)
    {
        var call = await db.Calls.AsNoTracking().Include(c => c.Contact).Include(c => c.Script).FirstOrDefaultAsync(c => c.Id == id, ct);
        if (call is null)
        {
            return null;
        }

        // While it talks its transcript is what was heard so far.
        return call.State is { Transcript: null, Status: CallStatus.InProgress }
            ? Of(call) with { Transcript = await LiveLines.TranscriptAsync(db, id, ct) }
            : Of(call);
    }

    /// <summary>The call with its contact and script, as they were loaded.</summary>
    public static CallDetail Of(Call call) => new()
    {
        Id = call.Id,
        Contact = call.Contact is { } contact ? new ContactSummary(contact.Id, contact.Name, contact.Phone) : null,
        ContactId = call.ContactId,
        ContactName = call.Contact?.Name ?? call.CustomerName,
        ContactPhone = call.Contact?.Phone ?? call.ToNumber,
        Status = StatusOf(call.State.Status, call.State.ProviderCallId),
        Outcome = call.State.Outcome,
        Script = call.Script is { } script ? ScriptsEndpoints.ResponseOf(script) : null,
        VapiCallId = call.State.ProviderCallId,
        AssistantId = call.AgentRef,
        PhoneNumberId = call.FromRef,
        CustomPrompt = call.CustomPrompt,
        FirstMessage = call.FirstMessage,
        CallGoals = JsonText.Elements(call.CallGoals),
        Transcript = call.State.Transcript,
        Summary = call.State.Summary,
        Analysis = AnalysisOf(call.State),
        Metadata = MetadataOf(call),
        EndedReason = call.State.EndedReason,
        ErrorMessage = call.State.ErrorMessage,
        WaitReason = call.WaitReason,
        WaitUntil = call.WaitUntil,
        Attempts = call.Attempts,
        StartedAt = call.State.StartedAt,
        EndedAt = call.State.EndedAt,
        DurationSeconds = call.State.DurationSeconds,
        CreatedAt = call.CreatedAt,
        UpdatedAt = call.UpdatedAt,
    };

    private static JsonElement? AnalysisOf(CallState state)
    {
        if (state.Analysis is null && state.StructuredOutputs is null)
        {
            return null;
        }

        var analysis = Node(state.Analysis) as JsonObject ?? [];
        if (state.StructuredOutputs is not null)
        {
            analysis["structuredOutputs"] = Node(state.StructuredOutputs);
        }

        return Element(analysis);
    }

    // The caller's own keys first; the provider's facts never hide behind them.
    private static JsonElement MetadataOf(Call call)
    {
        var metadata = Node(call.Metadata) as JsonObject ?? [];
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }

        Add("recordingUrl", call.State.RecordingUrl);
        Add("stereoRecordingUrl", call.State.StereoRecordingUrl);
        Add("messages", Node(call.State.Messages));
        Add("cost", call.State.Cost is { } cost ? JsonValue.Create(cost) : null);
        Add("costBreakdown", Node(call.State.CostBreakdown));
        Add("endedReason", call.State.EndedReason);
        return Element(metadata);
    }

    private static JsonNode? Node(string? text) => text is null ? null : JsonNode.Parse(text);

    private static JsonElement Element(JsonObject node) => JsonElement.Parse(node.ToJsonString());
}
