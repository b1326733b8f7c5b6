using CallPlatform.Simulator.Scenarios;

namespace CallPlatform.Simulator.Shunya;

/// <summary>The whole analysis of a talk, in Shunya's words and closed lists.</summary>
internal static class ShunyaAnalysis
{
    private static readonly Findings Nothing = new() { Kind = "none", Summary = "The call was too short to analyse." };

    private static readonly string[] Suggestions = ["Ask what the comparison includes."];

    public static Dictionary<string, object?> For(ShunyaTask task)
    {
        var talk = task.Call.Talk;
        var found = talk.Findings ?? Nothing;
        return new Dictionary<string, object?>
        {
            ["call_id"] = task.Call.CallId,
            ["status"] = "completed",
            ["summary"] = Summary(task, found),
            ["compliance"] = Compliance(task, found),
            ["objections"] = Objections(talk, found),
            ["qualification"] = Qualification(task, found),
            ["opportunity_analysis"] = new
            {
                risk_assessment = new { level = found.Sentiment < 0.34 ? "high" : found.Sentiment < 0.67 ? "medium" : "low", score = Math.Round(1 - found.Sentiment, 2) },
                missed_opportunities = found is { Interested: true, AppointmentAt: null }
                    ? new[] { new { type = "qualification", description = "No appointment was offered to an interested caller.", impact = "medium", suggestion = "Offer two times before saying good-bye." } }
                    : [],
            },
        };
    }

    private static object Summary(ShunyaTask task, Findings found) => new
    {
        summary = found.Summary,
        key_points = new[] { found.Feedback ?? found.Summary },
        action_items = found.CallbackRequested ? new[] { "Call the customer back" } : [],
        next_steps = found.AppointmentAt is not null ? new[] { "Send the appointment reminder" } : found.CallbackRequested ? ["Call back"] : [],
        pending_actions = found.CallbackRequested
            ? new[] { new { type = "callback", due_at = task.Call.CreatedAt.AddDays(1), contact_method = "phone", confidence = 0.9, raw_text = "I would like a call back." } }
            : [],
        sentiment_score = found.Sentiment,
        confidence_score = 0.91,
    };

    private static object Compliance(ShunyaTask task, Findings found) => new
    {
        compliance_score = found.Kind is "hang-up" or "none" ? 0.4 : found.AppointmentAt is not null ? 0.92 : 0.78,
        target_role = task.Role,
        stages_followed = found.Kind is "hang-up" or "none" ? new[] { "greeting" } : ["greeting", "needs", "closing"],
        stages_missed = found.AppointmentAt is null ? new[] { "appointment" } : [],
        violations = Array.Empty<string>(),
        positive_behaviors = new[] { "polite tone" },
        recommendations = found.AppointmentAt is null ? new[] { "Ask for the appointment earlier." } : [],
    };

    private static object Objections(Conversation talk, Findings found)
    {
        var items = found.Objections.Select((text, i) => new
        {
            id = i + 1,
            category_id = text.Contains("cheaper", StringComparison.Ordinal) ? 1 : 4,
            category_text = text.Contains("cheaper", StringComparison.Ordinal) ? "Price" : "Needs to consult",
            objection_text = text,
            overcome = i > 0,
            speaker_id = "customer",
            timestamp = talk.Turns.FirstOrDefault(t => t.Text.Contains(text, StringComparison.Ordinal))?.Start ?? 0,
            severity = i == 0 ? "medium" : "low",
            confidence_score = 0.87,
            response_suggestions = Suggestions,
        }).ToList();
        return new { objections = items, total_count = items.Count };
    }

    private static object Qualification(ShunyaTask task, Findings found)
    {
        var booked = found.AppointmentAt is not null;
        var unqualified = found.DoNotCall || found.Kind is "voicemail" or "hang-up" or "none";
        // One cold enquiry in three is for something the house does not do.
        var notOffered = !booked && !unqualified && !found.Interested && Conversations.Seed(task.Call.Number) % 3 == 0;
        var level = booked ? 0.9 : unqualified ? 0.05 : found.Interested ? 0.65 : 0.35;
        return new
        {
            bant_scores = new { budget = level, authority = Math.Round(level * 0.9, 2), need = Math.Round((level + 1) / 2, 2), timeline = Math.Round(level * 0.8, 2) },
            overall_score = level,
            qualification_status = booked ? "hot" : unqualified ? "unqualified" : found.Interested ? "warm" : "cold",
            booking_status = booked ? "booked" : notOffered ? "service_not_offered" : "not_booked",
            call_outcome_category = booked ? "qualified_and_booked" : unqualified ? null : notOffered ? "qualified_service_not_offered" : "qualified_but_unbooked",
            appointment_confirmed = booked,
            appointment_date = found.AppointmentAt,
            appointment_type = found.AppointmentType,
            service_requested = found.Kind,
            service_not_offered_reason = notOffered ? "The requested work is not among the services." : null,
            follow_up_required = found.CallbackRequested,
            follow_up_reason = found.CallbackRequested ? "The customer asked to be called back." : null,
            decision_makers = found.Objections.Count > 1 ? new[] { "spouse" } : [],
            urgency_signals = booked ? new[] { "wants an appointment this week" } : [],
            budget_indicators = found.Objections.Count > 0 ? new[] { "price sensitive" } : [],
        };
    }
}
