using System.Globalization;

namespace CallPlatform.Simulator.Vapi;

/// <summary>The filters of <c>GET /call</c>; there is none for the status, and no cursor.</summary>
internal sealed record VapiListFilter(int Limit, IReadOnlyList<Func<VapiCall, bool>> Conditions)
{
    public bool Matches(VapiCall call)
    {
        foreach (var condition in Conditions)
        {
            if (!condition(call))
            {
                return false;
            }
        }
        return true;
    }

    public static VapiListFilter Read(IQueryCollection query, out List<string> errors)
    {
        errors = [];
        var limit = 100;
        var conditions = new List<Func<VapiCall, bool>>();
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            switch (name)
            {
                case "limit":
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit > 1000)
                    {
                        errors.Add("limit must not be greater than 1000");
                    }
                    break;
                case "id":
                    conditions.Add(c => c.Id.ToString() == value);
                    break;
                case "assistantId":
                    conditions.Add(c => c.Traits().AssistantId == value);
                    break;
                case "phoneNumberId":
                    conditions.Add(c => c.Traits().PhoneNumberId == value);
                    break;
                default:
                    if (Time(name, value, errors) is { } condition)
                    {
                        conditions.Add(condition);
                    }
                    break;
            }
        }
        return new VapiListFilter(limit, conditions);
    }

    private static Func<VapiCall, bool>? Time(string name, string value, List<string> errors)
    {
        Func<VapiCall, DateTimeOffset>? of = name switch
        {
            _ when name.StartsWith("createdAt", StringComparison.Ordinal) => c => c.CreatedAt,
            _ when name.StartsWith("updatedAt", StringComparison.Ordinal) => c => c.Moment.UpdatedAt,
            _ => null,
        };
        Func<long, long, bool>? compare = name.Length == 11 ? name[^2..] switch
        {
            "Gt" => (a, b) => a > b,
            "Lt" => (a, b) => a < b,
            "Ge" => (a, b) => a >= b,
            "Le" => (a, b) => a <= b,
            _ => null,
        } : null;
        if (of is null || compare is null)
        {
            errors.Add($"property {name} should not exist");
            return null;
        }
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var bound))
        {
            errors.Add($"{name} must be a valid ISO 8601 date string");
            return null;
        }
        // Milliseconds, as both sides of the wire know no less: paging by createdAtLt must not show a call twice.
        var limit = bound.ToUnixTimeMilliseconds();
        return c => compare(of(c).ToUnixTimeMilliseconds(), limit);
    }
}
