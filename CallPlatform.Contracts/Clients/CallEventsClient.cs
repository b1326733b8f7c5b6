using System.Text.Json;

namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>The steps of a call's life, oldest first.</summary>
    public Task<IReadOnlyList<CallEventResponse>> ListCallEventsAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/v1/calls/{id}/events", CallEventsJson.Default.IReadOnlyListCallEventResponse, ct);
}

/// <summary>Lists of events; beside <see cref="ContractsJson"/>, written the same way.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyList<CallEventResponse>))]
internal sealed partial class CallEventsJson : System.Text.Json.Serialization.JsonSerializerContext;
