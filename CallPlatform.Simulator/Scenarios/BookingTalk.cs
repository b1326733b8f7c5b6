using System.Globalization;

namespace CallPlatform.Simulator.Scenarios;

/// <summary>An appointment is found and confirmed.</summary>
internal static class BookingTalk
{
    public static Conversation For(CallVariables variables, int seed, DateTimeOffset now, string? greeting)
    {
        var at = Slot(seed, now);
        string[] lines =
        [
            $"A: {greeting ?? "Hi {name}, this is {org}. I am calling to find a time for {service}. Is now a good moment?"}",
            "C: Yes, good that you call. I wanted to book something anyway.",
            "A: Perfect. Do mornings or afternoons suit you better?",
            at.Hour < 12 ? "C: Mornings, before work if possible." : "C: Afternoons. I start early.",
            $"A: I have {Say(at)}. Would that work?",
            "C: Let me look. Yes, that is fine.",
            "A: Great. Is this the best number for the reminder?",
            "C: Yes, a text message the day before would be nice.",
            $"A: Done: {Say(at)}, and a reminder the day before. Is there anything else?",
            "C: No, thank you. See you then.",
            "A: See you then, {name}. Goodbye!",
        ];
        var turns = Script.Read(lines, variables.Fill, seed);
        return new Conversation(turns, new Findings
        {
            Kind = "booking",
            Success = true,
            Interested = true,
            Nps = 8 + (seed % 3),
            Rating = 5,
            Sentiment = 0.85,
            AppointmentAt = at,
            AppointmentType = "in-person",
            Summary = variables.Fill($"{{name}} booked an appointment for {Say(at)} and asked for a text reminder the day before."),
            Feedback = "Happy to book.",
            Positive = ["easy booking"],
            Tags = ["appointment-booked"],
        }, Math.Round(turns[^1].End + 0.8, 1), "agent");
    }

    /// <summary>Two to six days ahead, at a full or half hour of a working day.</summary>
    public static DateTimeOffset Slot(int seed, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(2 + (seed % 5));
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            day = day.AddDays(1);
        }
        return day.AddHours(9 + (seed % 8)).AddMinutes(seed % 2 * 30);
    }

    public static string Say(DateTimeOffset at) => at.ToString("dddd d MMMM 'at' h:mm tt", CultureInfo.InvariantCulture);
}
