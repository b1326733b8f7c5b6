using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>A list of the Auto AI Calling routes: <c>{"items": [], "total": 0, "next_cursor": null}</c>.</summary>
public sealed record PlainList<T>(IReadOnlyList<T> Items, long Total, string? NextCursor);

/// <summary>A project as it is written: <c>POST /projects</c>, <c>PUT /projects/{id}</c>.</summary>
/// <param name="Name">Unique in the organisation.</param>
/// <param name="FormKeywords">A form whose name holds one of them is this project's, when no mapping says otherwise; at most 50.</param>
/// <param name="ScriptId">The script its calls follow.</param>
/// <param name="FirstMessage">What is said first; wins over the script's.</param>
/// <param name="CustomPrompt">What the agent is told; wins over the script's.</param>
/// <param name="CallDelayMinutes">How long after a lead came it is called.</param>
/// <param name="AllowSecondAgent">Another agent takes the call when the first one's provider is down.</param>
/// <param name="MessageChannel"><c>sms</c> or <c>whatsapp</c>: what follows a call that reached nobody; null for nothing.</param>
/// <param name="MessageTemplate">Its text, with <c>{{name}}</c>, <c>{{first_name}}</c>, <c>{{city}}</c>, <c>{{budget}}</c>, <c>{{form_name}}</c>, <c>{{project}}</c>, <c>{{organization}}</c>.</param>
/// <param name="IsActive">Off: its leads are not called.</param>
/// <param name="Schedule">Its own calling rules; null leaves those that it has, at first the organisation's. Limits and budget stay the organisation's.</param>
public sealed record ProjectRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: MaxLength(50)] string[]? FormKeywords = null,
    Guid? ScriptId = null,
    [property: StringLength(2000)] string? FirstMessage = null,
    [property: StringLength(20_000)] string? CustomPrompt = null,
    [property: Range(0, 10_080)] int CallDelayMinutes = 0,
    bool AllowSecondAgent = true,
    [property: RegularExpression("sms|whatsapp")] string? MessageChannel = null,
    [property: StringLength(1600)] string? MessageTemplate = null,
    bool IsActive = true,
    ScheduleConfig? Schedule = null);

/// <summary>A project as it stands; with <c>has_schedule</c> it has calling rules of its own.</summary>
public sealed record ProjectResponse(
    Guid Id, string Name, IReadOnlyList<string> FormKeywords, Guid? ScriptId, string? FirstMessage, string? CustomPrompt, int CallDelayMinutes,
    bool AllowSecondAgent, string? MessageChannel, string? MessageTemplate, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    bool HasSchedule);

/// <summary>An agent as it is written: <c>POST /ai-agents/create</c>, <c>PUT /ai-agents/{id}</c>.</summary>
/// <param name="Name">What staff call it.</param>
/// <param name="AgentId">The provider's id of it (Vapi: assistant id); unique in the organisation.</param>
/// <param name="ProjectId">For whose leads.</param>
/// <param name="Provider"><c>callkaro</c>, <c>vapi</c> …</param>
/// <param name="FromRef">The provider's id of the number it calls from, where it needs one (Vapi: phone number id).</param>
/// <param name="Weight">Its share among the project's agents; 0 only takes over from others.</param>
/// <param name="IsActive">Off: it gets no leads.</param>
public sealed record AiAgentRequest(
    [property: Required, StringLength(100, MinimumLength = 1)] string Name,
    [property: Required, StringLength(100, MinimumLength = 1)] string AgentId,
    [property: Required] Guid? ProjectId,
    [property: StringLength(40)] string Provider = "callkaro",
    [property: StringLength(100)] string? FromRef = null,
    [property: Range(0, 1000)] int Weight = 1,
    bool IsActive = true);

/// <param name="Id">Ours.</param>
/// <param name="Name">What staff call it.</param>
/// <param name="AgentId">The provider's.</param>
/// <param name="ProjectId">For whose leads.</param>
/// <param name="Project">That project's name.</param>
/// <param name="Provider">Who dials.</param>
/// <param name="FromRef">From which number.</param>
/// <param name="Weight">Its share.</param>
/// <param name="IsActive">It gets leads.</param>
/// <param name="FlaggedAt">Since when it is stopped, because its provider refused it.</param>
/// <param name="FlagReason">What to correct.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record AiAgentResponse(
    Guid Id, string Name, string AgentId, Guid ProjectId, string Project, string Provider, string? FromRef, int Weight, bool IsActive,
    DateTimeOffset? FlaggedAt, string? FlagReason, DateTimeOffset CreatedAt);

/// <summary><c>GET /ai-agents</c>. The success rate is connected calls of today's finished ones, null when none finished.</summary>
public sealed record AiAgentDashboard(
    int TotalAgents, int ActiveAgents, long CallsToday, double? SuccessRate, IReadOnlyList<AiCallLogResponse> RecentCalls, IReadOnlyList<AiAgentResponse> Agents);

/// <summary>Where a provider that signs nothing shall send its webhooks; the address is a secret.</summary>
public sealed record WebhookAddressResponse(string Provider, string Path, string Url);

public sealed record FormMappingRequest(
    [property: Required, StringLength(300, MinimumLength = 1)] string FormName, [property: Required] Guid? ProjectId);

public sealed record FormMappingResponse(Guid Id, string FormName, Guid ProjectId, string Project, DateTimeOffset CreatedAt);

/// <summary>A public form as it is written: <c>POST /lead-forms</c>.</summary>
/// <param name="Name">The form name of its leads, unless the post names one.</param>
/// <param name="Source">Their source, unless the post names one.</param>
/// <param name="AllowedOrigins">Sites whose pages may post, as in <c>https://example.com</c>; <c>*</c> for all.</param>
/// <param name="HoneypotField">A field that people do not see: whoever fills it is no person.</param>
/// <param name="FieldMap">From our field to the form's, as in <c>{"full_name": "your-name"}</c>.</param>
/// <param name="PostsPerMinute">At most, over all senders.</param>
/// <param name="PostsPerMinuteAddress">At most, from one address of the internet.</param>
public sealed record LeadFormRequest(
    [property: Required, StringLength(300, MinimumLength = 1)] string Name,
    [property: StringLength(100)] string Source = "form",
    [property: MaxLength(50)] string[]? AllowedOrigins = null,
    [property: StringLength(100)] string HoneypotField = "website",
    [property: JsonObjectOnly] JsonElement? FieldMap = null,
    [property: Range(1, 1_000_000)] int PostsPerMinute = 600,
    [property: Range(1, 1_000_000)] int PostsPerMinuteAddress = 60);

public sealed record LeadFormResponse(
    Guid Id, string Token, string Path, string Name, string Source, IReadOnlyList<string> AllowedOrigins, string HoneypotField, JsonElement FieldMap,
    int PostsPerMinute, int PostsPerMinuteAddress, bool IsActive, DateTimeOffset CreatedAt);

/// <summary>A lead as staff and programs write it: <c>POST /api/v1/leads</c>.</summary>
public sealed record NewLeadRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string FullName,
    [property: Required, StringLength(40, MinimumLength = 3)] string PhoneNumber,
    [property: EmailAddress, StringLength(254)] string? Email = null,
    [property: StringLength(200)] string? City = null,
    [property: StringLength(200)] string? Budget = null,
    [property: StringLength(100)] string? Source = null,
    [property: StringLength(300)] string? FormName = null,
    Guid? ProjectId = null);

/// <summary>The lead is stored; its call follows by itself.</summary>
public sealed record LeadAccepted(Guid Id, string Status);

/// <summary>What became of a row of an imported file.</summary>
public sealed record ImportProblem(int Row, string Field, string Message);

/// <summary><c>POST /leads/import</c>: how many rows became leads, and what is wrong with the others.</summary>
public sealed record LeadImportResponse(int Total, int Created, int Duplicates, bool DryRun, IReadOnlyList<ImportProblem> Errors);

/// <summary>What became of a lead: <c>initiated</c>, <c>connected</c>, <c>no_answer</c>, <c>failed</c> or <c>skipped</c>, with the reason and what to do.</summary>
public sealed record AiCallLogResponse(
    Guid Id, Guid LeadId, string LeadName, Guid? ProjectId, string? Project, Guid? AgentId, string? Agent, Guid? CallId, string PhoneNumber,
    string? FormName, string? MappingRule, string Trigger, string Status, string? Reason, string? ErrorMessage, string? Provider, string? ProviderCallId,
    bool Booked, bool Converted, bool TookOver, DateTimeOffset InitiatedAt, DateTimeOffset? CompletedAt);

/// <summary><c>POST /ai-call/trigger/{lead_id}</c>: the call is due and is dialled at once.</summary>
public sealed record LeadTriggered(string Status, Guid LeadId, Guid CallId, Guid LogId);

/// <summary><c>POST /ai-call/process-unmapped</c>: how far it is; <c>details</c> has the first 200 leads.</summary>
public sealed record LeadBatchResponse(
    Guid Id, string Status, int Total, int Done, int Called, int Skipped, int Failed, JsonElement Details, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

public sealed record TestMappingRequest([property: Required, StringLength(300, MinimumLength = 1)] string FormName);

/// <summary>Which rule finds which project for a form name, and who would call; <c>problem</c> says what is missing.</summary>
public sealed record TestMappingResponse(
    string FormName, bool Matched, string? Rule, string? MatchedBy, Guid? ProjectId, string? Project, IReadOnlyList<string> Agents, string? Problem);

/// <summary>A share with its 95 % confidence interval; null where nothing was counted.</summary>
public sealed record ShareResponse(long Count, long Of, double? Rate, double? Low, double? High);

public sealed record AiCallDay(DateOnly Day, long Calls, long Connected, long NoAnswer, long Failed, double? SuccessRate);

public sealed record ProjectPerformance(
    Guid ProjectId, string Project, long Calls, long Connected, long NoAnswer, long Failed, long Booked, double? SuccessRate, string Comparison);

/// <param name="AgentId">Ours.</param>
/// <param name="Agent">Its name.</param>
/// <param name="ProjectId">For whose leads.</param>
/// <param name="Weight">Its share of the leads.</param>
/// <param name="Calls">All.</param>
/// <param name="Connection">Connected of finished calls.</param>
/// <param name="Conversion">Converted of connected calls.</param>
/// <param name="Booking">Booked of connected calls.</param>
/// <param name="EnoughData">False: too few calls to say anything.</param>
public sealed record AgentPerformance(
    Guid AgentId, string Agent, Guid ProjectId, int Weight, long Calls, ShareResponse Connection, ShareResponse Conversion, ShareResponse Booking, bool EnoughData);

/// <summary><c>GET /ai-call/analytics</c>.</summary>
public sealed record AiCallAnalytics(
    AiCallDay Today, IReadOnlyList<AiCallDay> Days, double? SuccessRate, IReadOnlyList<ProjectPerformance> Projects, IReadOnlyList<AgentPerformance> Agents);

public sealed record MessageLogResponse(
    Guid Id, string Direction, string Channel, Guid? LeadId, Guid? CallId, string PhoneNumber, string Body, string Status, string? ErrorCode,
    string? ErrorMessage, DateTimeOffset CreatedAt, DateTimeOffset? SentAt);
