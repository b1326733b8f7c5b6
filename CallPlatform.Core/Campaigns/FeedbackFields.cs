using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Fills a call's feedback from what its analysis found: structured data and structured outputs, by the names of the fields. What a
/// person wrote stays, whichever report comes later.
/// </summary>
internal sealed class FeedbackFields(CallPlatformDbContext db) : ICallReaction
{
    public async Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        foreach (var change in changes)
        {
            if (change.Call.Direction == "outbound" && change.Before.Attempt == change.After.Attempt
                && (change.Before.Analysis, change.Before.StructuredOutputs, change.Before.Summary) != (change.After.Analysis, change.After.StructuredOutputs, change.After.Summary))
            {
                Fill(change.Call, change.After);
            }
        }

        var records = changes.Where(c => c.Reported && c.Call.ServiceRecordId is not null).Select(c => c.Call).ToList();
        foreach (var call in records)
        {
            await db.ServiceRecords.Where(r => r.Id == call.ServiceRecordId).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Rating, call.Rating).SetProperty(r => r.OverallFeedback, call.OverallFeedback)
                    .SetProperty(r => r.Feedback, call.FeedbackSummary ?? call.OverallFeedback)
                    .SetProperty(r => r.PositiveMentions, call.PositiveMentions).SetProperty(r => r.AreasToImprove, call.AreasToImprove),
                ct);
        }
    }

    /// <summary>Writes what the state's analysis says into fields that no person edited.</summary>
    internal static void Fill(Call call, CallState state)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        Collect(state.StructuredOutputs, found, root => root.ValueKind == JsonValueKind.Object
            ? root.EnumerateObject().Select(o => Part(o.Value, "result")) : []);
        Collect(state.Analysis, found, root => [Part(root, "structuredData")]);

        void Set<T>(string field, T? value, Action<T> write)
        {
            if (value is not null && !call.EditedFields.Contains(field))
            {
                write(value);
            }
        }

        Set<object>("nps_score", Whole(found, 0, 10, "nps_score", "npsScore", "nps"), v => call.NpsScore = (short)v);
        Set<object>("rating", Whole(found, 1, 5, "rating"), v => call.Rating = (short)v);
        Set("tags", Texts(found, "tags"), v => call.Tags = v);
        Set("positive_mentions", Texts(found, "positive_mentions", "positiveMentions"), v => call.PositiveMentions = v);
        Set("areas_to_improve", Texts(found, "areas_to_improve", "areasToImprove"), v => call.AreasToImprove = v);
        Set("overall_feedback", Text(found, "overall_feedback", "overallFeedback", "feedback"), v => call.OverallFeedback = v);
        Set("feedback_summary", Text(found, "feedback_summary", "feedbackSummary") ?? state.Summary, v => call.FeedbackSummary = v);
    }

    private static void Collect(string? json, Dictionary<string, JsonElement> found, Func<JsonElement, IEnumerable<JsonElement>> objects)
    {
        if (json is null)
        {
            return;
        }

        foreach (var part in objects(JsonElement.Parse(json)).Where(p => p.ValueKind == JsonValueKind.Object))
        {
            foreach (var property in part.EnumerateObject())
            {
                found[property.Name] = property.Value;
            }
        }
    }

    private static JsonElement Part(JsonElement outer, string name) =>
        outer.ValueKind == JsonValueKind.Object && outer.TryGetProperty(name, out var part) ? part : default;

    // An assistant may answer with anything: what is no figure of the scale is no figure.
    private static object? Whole(Dictionary<string, JsonElement> found, int least, int most, params string[] names) =>
        First(found, names) is { } value
        && (value.ValueKind == JsonValueKind.Number ? value.TryGetDouble(out var number)
            : double.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : null, System.Globalization.CultureInfo.InvariantCulture, out number))
        && Math.Round(number) is var whole && whole >= least && whole <= most
            ? (short)whole
            : null;

    private static string? Text(Dictionary<string, JsonElement> found, params string[] names) =>
        First(found, names) is { ValueKind: JsonValueKind.String } value && !string.IsNullOrWhiteSpace(value.GetString()) ? Cut(value.GetString()!, 4000) : null;

    private static string[]? Texts(Dictionary<string, JsonElement> found, params string[] names) => First(found, names) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(e.GetString()))
            .Select(e => Cut(e.GetString()!.Trim(), 200)).Distinct().Take(50)],
        { ValueKind: JsonValueKind.String } one when !string.IsNullOrWhiteSpace(one.GetString()) => [Cut(one.GetString()!.Trim(), 200)],
        _ => null,
    };

    private static JsonElement? First(Dictionary<string, JsonElement> found, string[] names)
    {
        foreach (var name in names)
        {
            if (found.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                return value;
            }
        }

        return null;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
