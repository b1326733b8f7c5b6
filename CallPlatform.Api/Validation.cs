using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Api;

/// <summary>Checks a record that was put together here (a PATCH over what is there) by the same attributes as a whole one.</summary>
internal static class Validation
{
    public static Dictionary<string, string[]> Errors(object record)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(record, new ValidationContext(record), found, validateAllProperties: true);
        return found.GroupBy(e => e.MemberNames.FirstOrDefault() ?? "")
            .ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage ?? "It is not valid.").ToArray());
    }
}
