using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>A contact as it is written: <c>POST</c> and <c>PUT /api/contacts</c>.</summary>
public sealed record ContactRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, StringLength(40, MinimumLength = 3)] string Phone,
    [property: EmailAddress, StringLength(254)] string? Email = null,
    [property: JsonObjectOnly] JsonElement? Metadata = null);

/// <summary>A contact's changes: <c>PATCH /api/contacts/{id}</c>. What is absent stays as it is, null empties.</summary>
public sealed record ContactPatch(
    Optional<string?> Name, Optional<string?> Phone, Optional<string?> Email, Optional<JsonElement?> Metadata);

public sealed record ContactResponse(
    Guid Id, string Name, string Phone, string? Email, JsonElement Metadata, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The person of a call, as lists show it.</summary>
public sealed record ContactSummary(Guid Id, string Name, string Phone);

public sealed record MessageResponse(string Message);

public sealed record SuccessResponse(bool Success);
