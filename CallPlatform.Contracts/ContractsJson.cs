using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>How the wire is written: snake_case, no nulls dropped, enums as text. Source-generated: no reflection per request.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(CurrentUserResponse))]
[JsonSerializable(typeof(ContactRequest))]
[JsonSerializable(typeof(ContactPatch))]
[JsonSerializable(typeof(ContactResponse))]
[JsonSerializable(typeof(IReadOnlyList<ContactResponse>))]
[JsonSerializable(typeof(ScriptRequest))]
[JsonSerializable(typeof(ScriptPatch))]
[JsonSerializable(typeof(ScriptResponse))]
[JsonSerializable(typeof(IReadOnlyList<ScriptResponse>))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(SuccessResponse))]
[JsonSerializable(typeof(PlaceCallRequest))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallDetail))]
[JsonSerializable(typeof(CountResponse))]
[JsonSerializable(typeof(CallStats))]
[JsonSerializable(typeof(Listing<CallEventResponse>))]
[JsonSerializable(typeof(LiveEvent))]
[JsonSerializable(typeof(ScheduleConfig))]
[JsonSerializable(typeof(ApiProblem))]
public sealed partial class ContractsJson : JsonSerializerContext;
