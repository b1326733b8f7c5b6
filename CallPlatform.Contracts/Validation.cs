using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>The value is a JSON object of at most 32,768 characters, or absent.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class JsonObjectOnlyAttribute() : ValidationAttribute("It must be an object of at most 32768 characters.")
{
    public override bool IsValid(object? value) => value switch
    {
        null => true,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => true,
        JsonElement { ValueKind: JsonValueKind.Object } element => element.GetRawText().Length <= 32_768,
        _ => false,
    };
}

/// <summary>At most 50 goals, each a string or an object with a <c>name</c>, at most 2,000 characters each.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CallGoalsAttribute()
    : ValidationAttribute("It must be a list of at most 50 goals, each a text or an object {name, description, successCriteria?} of at most 2000 characters.")
{
    public override bool IsValid(object? value) =>
        value is null || (value is JsonElement[] { Length: <= 50 } goals && Array.TrueForAll(goals, IsGoal));

    private static bool IsGoal(JsonElement goal) => goal.ValueKind switch
    {
        JsonValueKind.String => goal.GetString()!.Length is > 0 and <= 2000,
        JsonValueKind.Object => goal.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && goal.GetRawText().Length <= 2000,
        _ => false,
    };
}
