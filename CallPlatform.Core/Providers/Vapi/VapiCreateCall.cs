using System.Text.Json.Nodes;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// The body of POST /call. Vapi refuses unknown properties, and has no place for ours but <c>customer.externalId</c> (40
/// characters) and <c>assistantOverrides.metadata</c>; both carry the attempt.
/// </summary>
internal static class VapiCreateCall
{
    private const int ShortText = 40;

    public static JsonObject Body(OutboundCall call, VapiOptions options)
    {
        var variables = JsonNode.Parse(call.Variables) as JsonObject ?? [];
        if (call.CustomPrompt is not null)
        {
            variables["customPrompt"] = call.CustomPrompt;
        }

        if (call.CallGoals != "[]")
        {
            variables["callGoals"] = JsonNode.Parse(call.CallGoals);
        }

        var overrides = new JsonObject
        {
            ["variableValues"] = variables,
            ["metadata"] = new JsonObject
            {
                ["internalCallId"] = call.CallId.ToString(),
                ["attemptId"] = call.AttemptId.ToString(),
                ["attempt"] = call.AttemptNumber,
                ["contactId"] = call.ContactId?.ToString(),
                ["userId"] = call.UserId?.ToString(),
            },
        };
        if (call.FirstMessage is not null)
        {
            overrides["firstMessage"] = call.FirstMessage;
        }

        if (call.VoicemailMessage is not null)
        {
            overrides["voicemailMessage"] = call.VoicemailMessage;
        }

        if (!string.IsNullOrEmpty(options.WebhookUrl))
        {
            overrides["server"] = Server(options);
            overrides["serverMessages"] = new JsonArray(
                [.. options.ServerMessages.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => JsonValue.Create(name))]);
        }

        return new JsonObject
        {
            ["name"] = Short(call.Name ?? $"call {call.CallId:N}"),
            ["assistantId"] = call.AgentRef,
            ["phoneNumberId"] = call.FromRef,
            ["customer"] = new JsonObject
            {
                ["number"] = call.ToNumber,
                ["name"] = call.CustomerName is null ? null : Short(call.CustomerName),
                ["externalId"] = call.AttemptId.ToString(),
            },
            ["assistantOverrides"] = overrides,
        };
    }

    // A dashboard credential has been seen not to be sent, and nothing is retried by default: both are set on each call.
    private static JsonObject Server(VapiOptions options)
    {
        var server = new JsonObject
        {
            ["url"] = options.WebhookUrl,
            ["timeoutSeconds"] = 20,
            ["backoffPlan"] = new JsonObject { ["type"] = "exponential", ["maxRetries"] = 5, ["baseDelaySeconds"] = 1 },
        };
        if (!string.IsNullOrEmpty(options.WebhookSecret))
        {
            server["headers"] = new JsonObject { ["x-vapi-secret"] = options.WebhookSecret };
        }

        return server;
    }

    private static string Short(string text) => text.Length <= ShortText ? text : text[..ShortText];
}
