using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>Tells the server of a call what happens, as far as it asked to be told.</summary>
internal sealed class VapiWebhooks(Settings settings, VapiWriter writer)
{
    public void Status(VapiCall call, VapiMoment moment)
    {
        var traits = call.Traits();
        if (traits.Wants("status-update"))
        {
            Post(call, traits, moment, "status-update:" + moment.Status, t => new WireServerMessage
            {
                Type = "status-update",
                Timestamp = 0,
                Status = moment.Status,
                EndedReason = moment.EndedReason,
                Artifact = Spoken(call, t, moment),
            });
        }
    }

    public void Report(VapiCall call, VapiMoment moment)
    {
        var traits = call.Traits();
        if (traits.Wants("end-of-call-report"))
        {
            Post(call, traits, moment, "end-of-call-report", t => writer.Report(call, moment, t));
        }
    }

    public void Bare(VapiCall call, VapiMoment moment, string type) =>
        Post(call, call.Traits(), moment, type, _ => new WireServerMessage { Type = type, Timestamp = 0 });

    /// <summary>What is told while people talk, with the simulated second at which it happens.</summary>
    public IEnumerable<(double Second, Action Tell)> Live(VapiCall call, VapiTraits traits, Conversation talk)
    {
        var speech = traits.Wants("speech-update");
        var conversation = traits.Wants("conversation-update");
        var partial = traits.Wants("transcript");
        var final = partial || traits.Wants(VapiMessageTypes.FinalTranscript);
        var tool = talk.Findings?.AppointmentAt is not null && traits.Wants("tool-calls") ? traits.ToolName : null;
        var number = 0;
        foreach (var turn in talk.Turns)
        {
            var index = number++;
            var who = turn.ByAgent ? "assistant" : "user";
            if (speech)
            {
                yield return (turn.Start, () => Speech(call, traits, who, "started", index));
            }
            if (partial)
            {
                yield return (turn.Start + (turn.Seconds / 2), () => Heard(call, traits, who, "partial", turn.Text[..(turn.Text.Length / 2)].TrimEnd()));
            }
            if (final)
            {
                yield return (turn.End, () => Heard(call, traits, who, "final", turn.Text));
            }
            if (speech)
            {
                yield return (turn.End, () => Speech(call, traits, who, "stopped", index));
            }
            if (conversation)
            {
                yield return (turn.End, () => Conversation(call, traits, [.. talk.Turns.Take(index + 1)]));
            }
            if (tool is not null && index == talk.Turns.Count - 5)
            {
                yield return (turn.End, () => ToolCall(call, traits, tool, talk.Findings!));
            }
        }
    }

    private void Speech(VapiCall call, VapiTraits traits, string who, string status, int turn) =>
        Post(call, traits, call.Moment, "speech-update", _ => new WireServerMessage { Type = "speech-update", Timestamp = 0, Status = status, Role = who, Turn = turn });

    private void Heard(VapiCall call, VapiTraits traits, string who, string kind, string text) =>
        Post(call, traits, call.Moment, "transcript:" + kind, _ => new WireServerMessage
        {
            Type = "transcript",
            Timestamp = 0,
            Role = who,
            TranscriptType = kind,
            Transcript = text,
            IsFiltered = false,
        });

    private void Conversation(VapiCall call, VapiTraits traits, IReadOnlyList<Turn> turns)
    {
        var moment = call.Moment;
        Post(call, traits, moment, "conversation-update", t =>
        {
            var messages = VapiReport.Messages(call, t, moment, turns);
            return new WireServerMessage { Type = "conversation-update", Timestamp = 0, Messages = messages, MessagesOpenAIFormatted = VapiReport.OpenAi(messages) };
        });
    }

    private void ToolCall(VapiCall call, VapiTraits traits, string tool, Findings found) =>
        Post(call, traits, call.Moment, "tool-calls", _ => ToolCalls(call, tool, new { date = WireTime.Write(found.AppointmentAt!.Value), type = found.AppointmentType }));

    // Arguments come as a text of JSON more often than as an object.
    public static WireServerMessage ToolCalls(VapiCall call, string tool, object arguments)
    {
        var one = new WireToolCall("call_" + call.Id.ToString("N")[..24], "function", new WireFunction(tool, JsonSerializer.Serialize(arguments)));
        return new WireServerMessage
        {
            Type = "tool-calls",
            Timestamp = 0,
            ToolCallList = [one],
            ToolWithToolCallList = [new WireToolWithCall("function", new WireToolDefinition(tool, "A tool of the assistant.", new { type = "object" }), one)],
        };
    }

    private static WireArtifact Spoken(VapiCall call, VapiTraits traits, VapiMoment moment)
    {
        var messages = moment.Status == "ended" ? VapiReport.Messages(call, traits, moment, call.Talk(traits).Turns) : [];
        return new WireArtifact
        {
            Messages = messages,
            MessagesOpenAIFormatted = VapiReport.OpenAi(messages),
            Transcript = messages.Count == 0 ? null : call.Talk(traits).Transcript("AI", "User"),
            VariableValues = messages.Count == 0 ? null : traits.VariableValues,
        };
    }

    private void Post(VapiCall call, VapiTraits traits, VapiMoment moment, string label, Func<VapiTraits, WireServerMessage> own)
    {
        var options = settings.Now.Vapi;
        var url = VapiTraits.Child(traits.Server, "url")?.GetString() ?? options.WebhookUrl;
        if (string.IsNullOrEmpty(url) || call.Scenario == Scenario.Silent)
        {
            return;
        }
        var at = DateTimeOffset.UtcNow;
        call.Outbox.Post(new Webhook(VapiDesk.Provider, call.Id.ToString(), label, url, () => writer.Message(call, moment, at, own))
        {
            Sign = (request, body) => VapiWriter.Sign(settings.Now.Vapi, VapiTraits.Child(traits.Server, "headers"), request, body),
            TimeoutSeconds = VapiTraits.Child(traits.Server, "timeoutSeconds")?.GetDouble() ?? 20,
            Retry = traits.Retry,
        });
    }
}
