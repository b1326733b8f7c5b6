using System.Text.Json;
using CallPlatform.Core.Providers;

namespace CallPlatform.Core.Analysis;

/// <summary>An action that somebody promised in the talk.</summary>
public sealed record PendingAction(string Type, DateTimeOffset? DueAt, string? ContactMethod, decimal? Confidence, string Text);

/// <summary>An objection as the document names it.</summary>
public sealed record FoundObjection(
    string? CategoryId, string Category, string Text, bool? Overcome, string? Speaker, decimal? AtSeconds, string? Severity, decimal? Confidence,
    string Suggestions);

/// <summary>
/// The facts of an analysis document. Reads what is there, wherever types are not as promised; unknown words of closed lists stay and
/// are counted.
/// </summary>
public sealed record AnalysisDocument
{
    private static readonly string[] Qualifications = ["hot", "warm", "cold", "unqualified"];
    private static readonly string[] Bookings = ["booked", "not_booked", "service_not_offered"];
    private static readonly string[] Outcomes = ["qualified_and_booked", "qualified_service_not_offered", "qualified_but_unbooked"];
    private static readonly string[] AppointmentTypes = ["in-person", "virtual", "phone"];

    public string? Summary { get; private init; }
    public decimal? SentimentScore { get; private init; }
    public decimal? ConfidenceScore { get; private init; }
    public string? QualificationStatus { get; private init; }
    public string? BookingStatus { get; private init; }
    public string? CallOutcomeCategory { get; private init; }
    public decimal? OverallScore { get; private init; }
    public bool? AppointmentConfirmed { get; private init; }
    public DateTimeOffset? AppointmentDate { get; private init; }
    public string? AppointmentType { get; private init; }
    public string? ServiceRequested { get; private init; }
    public string? ServiceNotOfferedReason { get; private init; }
    public bool? FollowUpRequired { get; private init; }
    public string? FollowUpReason { get; private init; }
    public decimal? ComplianceScore { get; private init; }

    /// <summary>A visit's own word for how it ended, where the provider gives one.</summary>
    public string? Outcome { get; private init; }
    public IReadOnlyList<PendingAction> PendingActions { get; private init; } = [];
    public IReadOnlyList<FoundObjection> Objections { get; private init; } = [];
    public int UnknownValues { get; private init; }

    /// <summary>Reads a document; times without an offset are <paramref name="zone"/>'s.</summary>
    public static AnalysisDocument Read(JsonElement root, TimeZoneInfo zone)
    {
        var summary = ProviderJson.Part(root, "summary");
        var qualification = ProviderJson.Part(root, "qualification");
        var read = new AnalysisDocument
        {
            Summary = summary.ValueKind == JsonValueKind.String ? summary.GetString() : ProviderJson.Text(summary, "summary"),
            SentimentScore = ProviderJson.Score(summary, "sentiment_score"),
            ConfidenceScore = ProviderJson.Score(summary, "confidence_score"),
            QualificationStatus = ProviderJson.Text(qualification, "qualification_status"),
            BookingStatus = ProviderJson.Text(qualification, "booking_status"),
            CallOutcomeCategory = ProviderJson.Text(qualification, "call_outcome_category"),
            OverallScore = ProviderJson.Score(qualification, "overall_score"),
            AppointmentConfirmed = ProviderJson.Flag(qualification, "appointment_confirmed"),
            AppointmentDate = ProviderJson.Time(qualification, "appointment_date", zone),
            AppointmentType = ProviderJson.Text(qualification, "appointment_type"),
            ServiceRequested = ProviderJson.Text(qualification, "service_requested"),
            ServiceNotOfferedReason = ProviderJson.Text(qualification, "service_not_offered_reason"),
            FollowUpRequired = ProviderJson.Flag(qualification, "follow_up_required"),
            FollowUpReason = ProviderJson.Text(qualification, "follow_up_reason"),
            ComplianceScore = ProviderJson.Score(ProviderJson.Part(root, "compliance"), "compliance_score"),
            Outcome = ProviderJson.Text(root, "outcome") ?? ProviderJson.Text(qualification, "meeting_outcome"),
            PendingActions = [.. ProviderJson.Items(ProviderJson.Part(summary, "pending_actions")).Select(a => ActionOf(a, zone)).OfType<PendingAction>().Take(50)],
            Objections = [.. ProviderJson.Items(ProviderJson.Part(ProviderJson.Part(root, "objections"), "objections")).Select(ObjectionOf).OfType<FoundObjection>().Take(100)],
        };
        return read with
        {
            UnknownValues = Unknown(read.QualificationStatus, Qualifications) + Unknown(read.BookingStatus, Bookings)
                + Unknown(read.CallOutcomeCategory, Outcomes) + Unknown(read.AppointmentType, AppointmentTypes),
        };
    }

    private static int Unknown(string? value, string[] known) => value is not null && !known.Contains(value) ? 1 : 0;

    private static PendingAction? ActionOf(JsonElement action, TimeZoneInfo zone)
    {
        var text = action.ValueKind == JsonValueKind.String ? action.GetString() : ProviderJson.Text(action, "raw_text", "description", "type");
        return string.IsNullOrWhiteSpace(text)
            ? null
            : new PendingAction(
                ProviderJson.Text(action, "type") ?? "follow_up", ProviderJson.Time(action, "due_at", zone), ProviderJson.Text(action, "contact_method"),
                ProviderJson.Score(action, "confidence"), text.Length > 1000 ? text[..1000] : text);
    }

    private static FoundObjection? ObjectionOf(JsonElement objection)
    {
        var text = ProviderJson.Text(objection, "objection_text", "text");
        var category = ProviderJson.Text(objection, "category_text", "category") ?? "Other";
        var suggestions = ProviderJson.Part(objection, "response_suggestions");
        return text is null
            ? null
            : new FoundObjection(
                ProviderJson.Text(objection, "category_id"), category.Length > 200 ? category[..200] : category, text, ProviderJson.Flag(objection, "overcome"),
                ProviderJson.Text(objection, "speaker_id", "speaker"), SecondsOf(objection, "timestamp"), ProviderJson.Text(objection, "severity"),
                ProviderJson.Score(objection, "confidence_score"),
                suggestions.ValueKind == JsonValueKind.Array ? suggestions.GetRawText().Replace("\\u0000", "", StringComparison.Ordinal) : "[]");
    }

    internal static decimal? SecondsOf(JsonElement element, string name) =>
        ProviderJson.Number(element, name) is { } seconds and >= 0 and < 100_000_000 ? decimal.Round(seconds, 3) : null;
}
