using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>What Vapi knows when a call is over: messages, recordings, analysis, costs.</summary>
internal sealed class VapiReport(Settings settings, Recordings recordings)
{
    private static readonly WireModelRef Analyst = new("anthropic", "claude-sonnet");

    public static IReadOnlyList<WireMessage> Messages(VapiCall call, VapiTraits traits, VapiMoment moment, IReadOnlyList<Turn> turns)
    {
        if (turns.Count == 0 || moment.StartedAt is not { } start)
        {
            return [];
        }

        // Seconds are simulated, clock times are real: the talk took Seconds/Speed of the wall clock.
        long At(double seconds) => start.ToUnixTimeMilliseconds() + (long)(seconds * 1000 / call.Speed);
        return
        [
            new WireMessage { Role = "system", Message = traits.SystemPrompt, Time = At(0), SecondsFromStart = 0 },
            .. turns.Select(t => new WireMessage
            {
                Role = t.ByAgent ? "bot" : "user",
                Message = t.Text,
                Time = At(t.Start),
                EndTime = At(t.End),
                SecondsFromStart = t.Start,
                Duration = Math.Round(t.Seconds * 1000),
                Source = t.ByAgent ? "" : null,
            }),
        ];
    }

    public static IReadOnlyList<WireOpenAiMessage> OpenAi(IReadOnlyList<WireMessage> messages) =>
        [.. messages.Select(m => new WireOpenAiMessage(m.Role == "bot" ? "assistant" : m.Role, m.Message))];

    public WireArtifact Artifact(VapiCall call, VapiTraits traits, VapiMoment moment, Conversation talk)
    {
        var messages = Messages(call, traits, moment, talk.Turns);
        if (messages.Count == 0)
        {
            return new WireArtifact { Messages = [], MessagesOpenAIFormatted = [], Transcript = "" };
        }

        var plain = $"{call.BaseUrl}/recordings/{call.Id}";
        var options = settings.Now.Vapi;
        var expires = DateTimeOffset.UtcNow.AddSeconds(options.PresignedSeconds);
        string Presigned(string kind) => call.BaseUrl + recordings.Presign($"{call.Id}-{kind}.wav", expires);
        return new WireArtifact
        {
            Messages = messages,
            MessagesOpenAIFormatted = OpenAi(messages),
            Transcript = talk.Transcript("AI", "User"),
            VariableValues = traits.VariableValues,
            RecordingUrl = $"{plain}-mono.wav",
            StereoRecordingUrl = $"{plain}-stereo.wav",
            Recording = new WireRecording($"{plain}-stereo.wav", new WireMonoRecording($"{plain}-mono.wav", $"{plain}-assistant.wav", $"{plain}-customer.wav")),
            LogUrl = $"{plain}.jsonl.gz",
            PresignedMonoUrl = Presigned("mono"),
            PresignedStereoUrl = Presigned("stereo"),
            PresignedAssistantUrl = Presigned("assistant"),
            PresignedCustomerUrl = Presigned("customer"),
            PresignedUrlsExpiresAt = expires,
            StructuredOutputs = talk.Findings is null ? null : Outputs(talk.Findings, traits),
            StructuredOutputsLastUpdatedAt = talk.Findings is null ? null : moment.UpdatedAt,
            PerformanceMetrics = new WirePerformance([new WireTurnLatency(420, 180, 90, 300, 990)], 990, 0, 0),
        };
    }

    public static WireAnalysis Analysis(Conversation talk, VapiTraits traits)
    {
        // Vapi skips the analysis of a talk with fewer than two messages, and of one that broke.
        if (talk.Findings is not { } found || talk.Turns.Count < 2)
        {
            return new WireAnalysis();
        }
        return new WireAnalysis
        {
            Summary = found.Summary,
            StructuredData = VapiTraits.Child(traits.StructuredDataPlan, "enabled")?.ValueKind == JsonValueKind.False ? null : StructuredData.For(found, Schema(traits)),
            SuccessEvaluation = found.Success ? "true" : "false",
        };
    }

    public static (IReadOnlyList<WireCost> Costs, WireCostBreakdown Sum) Costs(VapiMoment moment, Conversation talk)
    {
        if (talk.Turns.Count == 0)
        {
            return ([], new WireCostBreakdown());
        }

        var minutes = Math.Round(moment.Talked / 60, 4);
        var characters = talk.Turns.Where(t => t.ByAgent).Sum(t => t.Text.Length);
        var prompt = 400 + (talk.Turns.Count * 60);
        var completion = characters / 4;
        var transport = Round(minutes * 0.014);
        var stt = Round(minutes * 0.01);
        var llm = Round((prompt * 2.5e-6) + (completion * 1e-5));
        var tts = Round(characters * 2.2e-5);
        var vapi = Round(minutes * 0.05);
        string[] analyses = talk.Findings is null || talk.Turns.Count < 2 ? [] : ["summary", "structuredData", "successEvaluation"];
        var total = Round(transport + stt + llm + tts + vapi + (analyses.Length * 0.0012));
        return (
            [
                new WireCost { Type = "transport", Provider = "twilio", Minutes = minutes, Cost = transport },
                new WireCost { Type = "transcriber", Transcriber = new("deepgram", "nova-2"), Minutes = minutes, Cost = stt },
                new WireCost { Type = "model", Model = new("openai", "gpt-4o"), PromptTokens = prompt, CompletionTokens = completion, Cost = llm },
                new WireCost { Type = "voice", Voice = new("vapi", "Elliot"), Characters = characters, Cost = tts },
                new WireCost { Type = "vapi", SubType = "normal", Minutes = minutes, Cost = vapi },
                .. analyses.Select(a => new WireCost { Type = "analysis", AnalysisType = a, Model = Analyst, PromptTokens = 410, CompletionTokens = 48, Cost = 0.0012 }),
            ],
            new WireCostBreakdown
            {
                Transport = transport,
                Stt = stt,
                Llm = llm,
                Tts = tts,
                Vapi = vapi,
                Total = total,
                LlmPromptTokens = prompt,
                LlmCompletionTokens = completion,
                TtsCharacters = characters,
                AnalysisCostBreakdown = analyses.Length == 0 ? null : analyses.ToDictionary(a => a, _ => 0.0012),
            });
    }

    private static Dictionary<string, WireStructuredOutput> Outputs(Findings found, VapiTraits traits) => new()
    {
        ["7b1e0c9a-4d52-4f3a-9c1b-8a7d6e5f4c3b"] = new WireStructuredOutput("Call outcome", StructuredData.For(found, Schema(traits))),
        ["2f64a1d8-0b3e-4c57-8d90-5e1f7a6b9c02"] = new WireStructuredOutput("Call summary", found.Summary),
    };

    private static JsonElement? Schema(VapiTraits traits) => VapiTraits.Child(traits.StructuredDataPlan, "schema");

    private static double Round(double dollars) => Math.Round(dollars, 4);
}
