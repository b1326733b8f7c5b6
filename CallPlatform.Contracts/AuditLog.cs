using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>Who did what to what. Entries are added and never changed.</summary>
public sealed record AuditEntryResponse(
    Guid Id, DateTimeOffset At, string Action, string SubjectType, Guid? SubjectId, Guid? UserId, string? UserName, JsonElement Data);
