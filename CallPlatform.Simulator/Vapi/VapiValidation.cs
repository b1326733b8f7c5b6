using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>
/// Vapi validates by white list, as NestJS does: <c>property server should not exist</c>, <c>customer.number must be …</c>.
/// The property lists are those of the SDK 2.0.1 types.
/// </summary>
internal static partial class VapiValidation
{
    public const string BadNumber = "number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).";

    private static readonly HashSet<string> Root =
    [
        "assistantVersion", "transport", "customers", "name", "schedulePlan", "assistantId", "assistant", "assistantOverrides", "squadId", "squad",
        "squadOverrides", "workflowId", "workflow", "workflowOverrides", "phoneNumberId", "phoneNumber", "customerId", "customer",
    ];

    private static readonly HashSet<string> Customer =
        ["numberE164CheckEnabled", "extension", "assistantOverrides", "squadOverrides", "number", "sipUri", "name", "email", "externalId"];

    private static readonly HashSet<string> Overrides =
    [
        "transcriber", "model", "voice", "firstMessage", "firstMessageInterruptionsEnabled", "firstMessageMode", "voicemailDetection", "clientMessages",
        "serverMessages", "maxDurationSeconds", "backgroundSound", "modelOutputInMessagesEnabled", "transportConfigurations", "observabilityPlan",
        "credentials", "hooks", "tools:append", "variableValues", "name", "voicemailMessage", "endCallMessage", "endCallPhrases", "compliancePlan",
        "metadata", "backgroundSpeechDenoisingPlan", "analysisPlan", "artifactPlan", "startSpeakingPlan", "stopSpeakingPlan", "monitorPlan",
        "credentialIds", "server", "keypadInputPlan",
    ];

    private static readonly HashSet<string> Server =
        ["timeoutSeconds", "credentialId", "staticIpAddressesEnabled", "encryptedPaths", "url", "headers", "backoffPlan"];

    private static readonly HashSet<string> Backoff = ["type", "maxRetries", "baseDelaySeconds", "excludedStatusCodes"];

    private static readonly HashSet<string> Schedule = ["earliestAt", "latestAt"];

    private static bool IsId(JsonElement value, bool mustBeUuid) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 100 } id && (!mustBeUuid || Guid.TryParse(id, out _));

    public static List<string> Check(JsonElement body, VapiOptions options)
    {
        var errors = new List<string>();
        foreach (var property in body.EnumerateObject())
        {
            if (!Root.Contains(property.Name) && !(options.AllowRootMetadata && property.Name == "metadata"))
            {
                errors.Add($"property {property.Name} should not exist");
            }
        }
        Length(body, "name", 40, "", errors);
        foreach (var id in (string[])["assistantId", "squadId", "workflowId", "phoneNumberId", "customerId"])
        {
            if (VapiTraits.Child(body, id) is { } value && !IsId(value, options.RequireUuids))
            {
                errors.Add($"{id} must be a UUID");
            }
        }
        if (VapiTraits.Child(body, "customer") is { } customer)
        {
            CheckCustomer(customer, "customer.", errors);
            CheckNumber(customer, "customer.", errors);
        }
        if (VapiTraits.Child(body, "customers") is { } customers)
        {
            if (customers.ValueKind != JsonValueKind.Array)
            {
                errors.Add("customers must be an array");
            }
            else
            {
                var i = 0;
                foreach (var one in customers.EnumerateArray())
                {
                    CheckCustomer(one, $"customers.{i++}.", errors);
                }
            }
        }
        if (VapiTraits.Child(body, "assistantOverrides") is { } overrides)
        {
            CheckOverrides(overrides, "assistantOverrides.", errors);
        }
        if (VapiTraits.Child(body, "schedulePlan") is { } plan)
        {
            Whitelist(plan, Schedule, "schedulePlan.", errors);
            foreach (var name in Schedule)
            {
                var at = VapiTraits.Child(plan, name);
                if ((at is null && name == "earliestAt") || (at is { } given && !IsTime(given)))
                {
                    errors.Add($"schedulePlan.{name} must be a valid ISO 8601 date string");
                }
            }
        }
        return errors;
    }

    /// <summary>In a batch a bad number fails its own customer only, so this check stands apart.</summary>
    public static void CheckNumber(JsonElement customer, string path, List<string> errors)
    {
        var number = VapiTraits.Child(customer, "number") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : null;
        if (number is null)
        {
            if (VapiTraits.Child(customer, "sipUri") is null)
            {
                errors.Add(path + BadNumber);
            }
            return;
        }
        // The real check also refuses numbers nobody can have, +1555… among them: here those are the ones to use.
        var strict = VapiTraits.Child(customer, "numberE164CheckEnabled")?.ValueKind != JsonValueKind.False;
        if (strict ? !E164().IsMatch(number) : !Loose().IsMatch(number) || number.Length is < 3 or > 40)
        {
            errors.Add(path + BadNumber);
        }
    }

    private static void CheckCustomer(JsonElement customer, string path, List<string> errors)
    {
        if (!Whitelist(customer, Customer, path, errors))
        {
            return;
        }
        Length(customer, "name", 40, path, errors);
        Length(customer, "email", 40, path, errors);
        Length(customer, "externalId", 40, path, errors);
        Length(customer, "extension", 10, path, errors);
        if (VapiTraits.Child(customer, "assistantOverrides") is { } overrides)
        {
            CheckOverrides(overrides, path + "assistantOverrides.", errors);
        }
    }

    private static void CheckOverrides(JsonElement overrides, string path, List<string> errors)
    {
        if (!Whitelist(overrides, Overrides, path, errors))
        {
            return;
        }
        Between(overrides, "maxDurationSeconds", 10, 43_200, path, errors);
        Length(overrides, "voicemailMessage", 1000, path, errors);
        foreach (var name in (string[])["variableValues", "metadata"])
        {
            if (VapiTraits.Child(overrides, name) is { } map && map.ValueKind != JsonValueKind.Object)
            {
                errors.Add($"{path}{name} must be an object");
            }
        }
        if (VapiTraits.Child(overrides, "serverMessages") is { } messages)
        {
            var known = messages.ValueKind == JsonValueKind.Array
                && messages.EnumerateArray().All(m => m.ValueKind == JsonValueKind.String && VapiMessageTypes.All.Contains(m.GetString()!));
            if (!known)
            {
                errors.Add($"each value in {path}serverMessages must be one of the following values: {string.Join(", ", VapiMessageTypes.All)}");
            }
        }
        if (VapiTraits.Child(overrides, "server") is { } server && Whitelist(server, Server, path + "server.", errors))
        {
            Between(server, "timeoutSeconds", 1, 300, path + "server.", errors);
            if (VapiTraits.Child(server, "url") is { } url && !(url.ValueKind == JsonValueKind.String && Uri.TryCreate(url.GetString(), UriKind.Absolute, out _)))
            {
                errors.Add($"{path}server.url must be a URL address");
            }
            if (VapiTraits.Child(server, "backoffPlan") is { } plan && Whitelist(plan, Backoff, path + "server.backoffPlan.", errors))
            {
                Between(plan, "maxRetries", 0, 10, path + "server.backoffPlan.", errors);
                Between(plan, "baseDelaySeconds", 0, 10, path + "server.backoffPlan.", errors);
            }
        }
    }

    private static bool Whitelist(JsonElement value, HashSet<string> known, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{path.TrimEnd('.')} must be an object");
            return false;
        }
        errors.AddRange(value.EnumerateObject().Where(p => !known.Contains(p.Name)).Select(p => $"{path}property {p.Name} should not exist"));
        return true;
    }

    private static void Length(JsonElement owner, string name, int limit, string path, List<string> errors)
    {
        if (VapiTraits.Child(owner, name) is not { } value)
        {
            return;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add($"{path}{name} must be a string");
        }
        else if (value.GetString()!.Length > limit)
        {
            errors.Add($"{path}{name} must be shorter than or equal to {limit} characters");
        }
    }

    private static void Between(JsonElement owner, string name, double least, double most, string path, List<string> errors)
    {
        if (VapiTraits.Child(owner, name) is not { } value)
        {
            return;
        }
        if (value.ValueKind != JsonValueKind.Number)
        {
            errors.Add($"{path}{name} must be a number conforming to the specified constraints");
        }
        else if (value.GetDouble() < least)
        {
            errors.Add($"{path}{name} must not be less than {least}");
        }
        else if (value.GetDouble() > most)
        {
            errors.Add($"{path}{name} must not be greater than {most}");
        }
    }

    private static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    [GeneratedRegex(@"^\+[1-9]\d{6,14}\z")]
    private static partial Regex E164();

    [GeneratedRegex(@"^\+?[a-zA-Z0-9]+\z")]
    private static partial Regex Loose();
}
