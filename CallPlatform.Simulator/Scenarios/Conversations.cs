namespace CallPlatform.Simulator.Scenarios;

/// <summary>Chooses and plays a talk for one call.</summary>
internal static class Conversations
{
    public static Conversation For(Scenario scenario, string number, CallVariables variables, DateTimeOffset now, string? greeting = null, double? maxSeconds = null, string? voicemail = null)
    {
        var seed = Seed(number);
        var talk = scenario switch
        {
            Scenario.Busy or Scenario.NoAnswer => new Conversation([], null, 0, "network"),
            Scenario.Voicemail => OtherTalks.Voicemail(variables, seed, voicemail),
            Scenario.AssistantError => Normal(number, variables, now, seed, greeting).CutAt(14, "error"),
            Scenario.HangsUp => OtherTalks.HangUp(variables, seed, greeting),
            Scenario.OptsOut => OtherTalks.OptOut(variables, seed, greeting),
            Scenario.Books when IsLead(variables) => LeadTalk.For(variables, seed, now, greeting, books: true),
            Scenario.Books => BookingTalk.For(variables, seed, now, greeting),
            _ => Normal(number, variables, now, seed, greeting),
        };
        return talk.Seconds > maxSeconds ? talk.CutAt(maxSeconds.Value, "limit") : talk;
    }

    /// <summary>Stable over restarts, unlike <see cref="string.GetHashCode()"/>: the same number always has the same opinion.</summary>
    public static int Seed(string number)
    {
        var hash = 17u;
        foreach (var c in number)
        {
            hash = (hash * 31) + c;
        }
        return (int)((hash ^ (hash >> 13)) & 0x7fff_ffff);
    }

    private static Conversation Normal(string number, CallVariables variables, DateTimeOffset now, int seed, string? greeting)
    {
        var talk = Choose(number, variables, now, seed, greeting);
        return talk with { Findings = talk.Findings! with { Nps = Nps(number) } };
    }

    private static Conversation Choose(string number, CallVariables variables, DateTimeOffset now, int seed, string? greeting)
    {
        if (variables.HasAny("vehicle_info", "vehicle_number", "service_advisor_name", "service_type"))
        {
            return FeedbackTalk.For(variables, seed, Nps(number), greeting);
        }
        if (variables.HasAny("appointment", "appointment_date", "appointmentDate", "appointment_time", "appointmentTime"))
        {
            return BookingTalk.For(variables, seed, now, greeting);
        }
        return IsLead(variables) || seed % 3 == 0
            ? LeadTalk.For(variables, seed, now, greeting, books: false)
            : FeedbackTalk.For(variables, seed, Nps(number), greeting);
    }

    private static bool IsLead(CallVariables variables) => variables.HasAny("budget", "project", "form_name");

    // The last two digits choose, so that a test can ask for a grade: …xx00–14 detractors, 15–39 passives, the rest promoters.
    private static int Nps(string number)
    {
        var last = number.Length >= 2 && int.TryParse(number[^2..], out var digits) ? digits : 50;
        return last switch
        {
            < 15 => last % 7,
            < 40 => 7 + (last % 2),
            _ => 9 + (last % 2),
        };
    }
}
