using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;

namespace CallPlatform.Web.Components.Pages.FeedbackCalls;

/// <summary>A call's own fields as a form holds them: texts, lists one entry a line (tags: between commas).</summary>
internal sealed record FeedbackDraft
{
    public string Nps { get; set; } = "";
    public string Reason { get; set; } = "";
    public string Tags { get; set; } = "";
    public string Notes { get; set; } = "";
    public string When { get; set; } = "";
    public string Overall { get; set; } = "";
    public string Summary { get; set; } = "";
    public string Positive { get; set; } = "";
    public string Improve { get; set; } = "";

    public bool HasWords => Overall.Length + Summary.Length + Positive.Length + Improve.Length > 0;

    public static FeedbackDraft Of(FeedbackCall call, OrganizationClock clock) => new()
    {
        Nps = call.NpsScore?.ToString(CultureInfo.InvariantCulture) ?? "",
        Reason = call.CallReason ?? "",
        Tags = string.Join(", ", call.Tags),
        Notes = call.Notes ?? "",
        When = call is { Status: "Ready", ScheduledTime: { } at } ? clock.Field(at) : "",
        Overall = call.OverallFeedback ?? "",
        Summary = call.FeedbackSummary ?? "",
        Positive = string.Join('\n', call.PositiveMentions),
        Improve = string.Join('\n', call.AreasToImprove),
    };

    /// <summary>This draft after the call itself changed: fields nobody touched take the new value.</summary>
    public FeedbackDraft Follow(FeedbackDraft before, FeedbackDraft after)
    {
        string Field(Func<FeedbackDraft, string> of) => of(this) == of(before) ? of(after) : of(this);

        return new()
        {
            Nps = Field(d => d.Nps), Reason = Field(d => d.Reason), Tags = Field(d => d.Tags), Notes = Field(d => d.Notes), When = Field(d => d.When),
            Overall = Field(d => d.Overall), Summary = Field(d => d.Summary), Positive = Field(d => d.Positive), Improve = Field(d => d.Improve),
        };
    }

    /// <summary>What differs from the call, for no report may overwrite what a person wrote; null when nothing does.</summary>
    public FeedbackCallEdit? ChangeOf(FeedbackDraft from, OrganizationClock clock)
    {
        if (this == from)
        {
            return null;
        }

        static string? Text(string typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
        static string[] List(string typed, char separator) =>
            [.. typed.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        static Optional<T> Changed<T>(string now, string before, Func<string, T> read) => now == before ? default : new(read(now));

        return new(
            Changed<int?>(Nps, from.Nps, n => int.TryParse(n, CultureInfo.InvariantCulture, out var score) ? score : null),
            Changed<string[]?>(Tags, from.Tags, t => List(t, ',')),
            Changed(Notes, from.Notes, Text),
            Changed(Reason, from.Reason, Text),
            Changed(Summary, from.Summary, Text),
            Changed<string[]?>(Positive, from.Positive, t => List(t, '\n')),
            Changed<string[]?>(Improve, from.Improve, t => List(t, '\n')),
            Changed(Overall, from.Overall, Text),
            Changed(When, from.When, clock.OfField));
    }
}
