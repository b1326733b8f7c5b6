using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace CallPlatform.Simulator.Sim;

/// <summary>The settings as they are now: those of the start, changed by merge patches since.</summary>
internal sealed class Settings(IOptions<SimulatorOptions> initial)
{
    private static readonly FaultOptions None = new();
    private readonly Lock gate = new();
    private volatile SimulatorOptions now = initial.Value;

    public SimulatorOptions Now => now;

    public FaultOptions Faults(string provider) =>
        now.Faults.TryGetValue(provider, out var own) ? own : now.Faults.GetValueOrDefault("all", None);

    /// <summary>Simulated seconds as time of the wall clock.</summary>
    public TimeSpan Wall(double simulatedSeconds) => TimeSpan.FromSeconds(simulatedSeconds / now.Speed);

    /// <summary>The provider's own idea of the time.</summary>
    public DateTimeOffset Clock(string provider) => DateTimeOffset.UtcNow.AddSeconds(Faults(provider).ClockSkewSeconds);

    public IReadOnlyList<string> Change(JsonObject patch)
    {
        lock (gate)
        {
            SimulatorOptions changed;
            try
            {
                var merged = JsonSerializer.SerializeToNode(now, Json.Settings)!.AsObject();
                Merge(merged, patch);
                changed = merged.Deserialize<SimulatorOptions>(Json.Settings)!;
            }
            catch (JsonException error)
            {
                return [error.Message];
            }

            var errors = Validate(changed);
            if (errors.Count == 0)
            {
                now = changed;
            }
            return errors;
        }
    }

    public void ClearFaults() => Change(new JsonObject { ["faults"] = null });

    public void Restore() => now = initial.Value;

    public JsonObject Show()
    {
        var shown = JsonSerializer.SerializeToNode(now, Json.Settings)!.AsObject();
        Mask(shown);
        return shown;
    }

    public static List<string> Validate(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var errors = results.Select(r => $"{options.GetType().Name}: {r.ErrorMessage}").ToList();
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            if (value is IReadOnlyDictionary<string, FaultOptions> faults)
            {
                errors.AddRange(faults.Values.SelectMany(Validate));
            }
            else if (value is string text && property.Name.EndsWith("Url", StringComparison.Ordinal) && !IsHttp(text))
            {
                errors.Add($"{options.GetType().Name}: {property.Name} must be an absolute http or https URL.");
            }
            else if (value?.GetType().Namespace == typeof(Settings).Namespace)
            {
                errors.AddRange(Validate(value!));
            }
        }
        return errors;
    }

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    // RFC 7396: null removes, objects merge, everything else replaces.
    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject kept)
                {
                    target[name] = kept = [];
                }
                Merge(kept, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void Mask(JsonObject shown)
    {
        foreach (var (name, value) in shown.ToList())
        {
            if (value is JsonObject inner)
            {
                Mask(inner);
            }
            else if (value is not null && (name.EndsWith("secret", StringComparison.Ordinal) || name.EndsWith("key", StringComparison.Ordinal) || name.EndsWith("token", StringComparison.Ordinal)))
            {
                shown[name] = "***";
            }
        }
    }
}
