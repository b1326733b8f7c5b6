using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>A call script as it is written: <c>POST</c> and <c>PUT /api/scripts</c>.</summary>
/// <param name="Name">What staff call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="CustomPrompt">What the assistant is told, at most 20,000 characters.</param>
/// <param name="FirstMessage">What the assistant says first.</param>
/// <param name="CallGoals">Strings, or objects <c>{name, description, successCriteria?}</c>; at most 50.</param>
public sealed record ScriptRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: StringLength(2000)] string? Description = null,
    [property: StringLength(20_000)] string? CustomPrompt = null,
    [property: StringLength(2000)] string? FirstMessage = null,
    [property: CallGoals] JsonElement[]? CallGoals = null);

/// <summary>A script's changes: what is absent stays as it is, null empties.</summary>
public sealed record ScriptPatch(
    Optional<string?> Name, Optional<string?> Description, Optional<string?> CustomPrompt,
    Optional<string?> FirstMessage, Optional<JsonElement[]?> CallGoals);

public sealed record ScriptResponse(
    Guid Id, string Name, string? Description, string? CustomPrompt, string? FirstMessage,
    JsonElement[] CallGoals, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
