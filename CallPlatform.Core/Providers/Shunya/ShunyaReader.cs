using System.Text.Json;
using CallPlatform.Core.Analysis;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>Shunya's answers and webhooks in our words.</summary>
internal static class ShunyaReader
{
    /// <summary>An answer to a start or a question: work under way, a result, or a failure.</summary>
    public static AnalysisAnswer OfAnswer(JsonElement root)
    {
        var external = ProviderJson.Text(root, "shunya_job_id", "task_id", "job_id");
        var status = ProviderJson.Text(root, "status");
        if (status is "failed")
        {
            return OfError(ProviderJson.Part(root, "error")) with { ExternalId = external };
        }

        // A synchronous answer is the document itself, which has no status of its own or says completed.
        var isDocument = status is "completed" or "complete"
            || (external is null && (Has(root, "transcript_text") || Has(root, "summary") || Has(root, "part1") || Has(root, "meeting_structure_score")));
        return isDocument
            ? new AnalysisAnswer { State = AnalysisStates.Completed, ExternalId = external, Document = root.GetRawText() }
            : new AnalysisAnswer { State = AnalysisStates.Processing, ExternalId = external };
    }

    public static AnalysisAnswer OfError(JsonElement error)
    {
        var code = ProviderJson.Text(error, "error_code", "code") ?? "failed";
        var after = ProviderJson.Number(ProviderJson.Part(error, "details"), "retry_after");
        return new AnalysisAnswer
        {
            State = AnalysisStates.Failed,
            ErrorCode = code,
            ErrorMessage = ProviderJson.Text(error, "message") ?? (error.ValueKind == JsonValueKind.String ? error.GetString() : null),
            Retryable = ProviderJson.Flag(error, "retryable") ?? code == "RATE_LIMIT_EXCEEDED",
            RetryAfter = after is > 0 and < 86_400 ? TimeSpan.FromSeconds((double)after.Value) : null,
        };
    }

    /// <summary>What a webhook settles, or null when it tells no end.</summary>
    public static Settlement? OfWebhook(JsonElement root)
    {
        var type = ProviderJson.Text(root, "event_type") ?? "";
        var status = ProviderJson.Text(root, "status");
        var external = ProviderJson.Text(root, "shunya_job_id", "job_id", "task_id");
        var document = ProviderJson.Part(root, "result") is { ValueKind: JsonValueKind.Object } result ? result : ProviderJson.Part(root, "data");
        var failed = type.EndsWith("failed", StringComparison.Ordinal) || status == "failed";
        if (!failed && (status == "processing" || document.ValueKind != JsonValueKind.Object))
        {
            return null;
        }

        var kind = type switch
        {
            _ when type.Contains("transcription", StringComparison.Ordinal) => AnalysisKinds.Transcription,
            _ when type.Contains("segmentation", StringComparison.Ordinal) => AnalysisKinds.Segmentation,
            _ when type.Contains("analysis", StringComparison.Ordinal) => AnalysisKinds.Analysis,

            // The plain job.completed: the document says what it is.
            _ when Has(document, "transcript_text") => AnalysisKinds.Transcription,
            _ when Has(document, "part1") => AnalysisKinds.Segmentation,
            _ => AnalysisKinds.Analysis,
        };
        var answer = failed
            ? OfError(ProviderJson.Part(root, "error"))
            : new AnalysisAnswer { State = AnalysisStates.Completed, Document = document.GetRawText() };
        return new Settlement(
            ShunyaClient.Provider, external, Guid.TryParse(ProviderJson.Text(root, "call_id"), out var subject) ? subject : null, kind, null,
            answer with { ExternalId = external });
    }

    private static bool Has(JsonElement root, string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out _);
}
