namespace CallPlatform.Simulator.Scenarios;

/// <summary>Chooses and plays a talk for one call.</summary>
internal static class Conversations
{
    public static Conversation For(Scenario scenario, string number, CallVariables variables, DateTimeOffset now, string? greeting = null, double? maxSeconds = null)
    {
        var seed = Seed(number);
        var talk = scenario switch
        {
            Scenario.Busy or Scenario.NoAnswer => new Conversation([], null, 0, "network"),
            Scenario.Voicemail => OtherTalks.Voicemail(variables, seed),
            Scenario.AssistantError => Normal(number, variables, now, seed, greeting).CutAt(14, "error"),
            Scenario.HangsUp => OtherTalks.HangUp(variables, seed, greeting),
            Scenario.OptsOut => OtherTalks.OptOut(variables, seed, greeting),
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
        if (variables.HasAny("vehicle_info", "vehicle_number", "service_advisor_name", "service_type"))
        {
            return FeedbackTalk.For(variables, seed, Nps(number), greeting);
        }
        if (variables.HasAny("budget", "project", "form_name"))
        {
            return LeadTalk.For(variables, seed, now, greeting);
        }
        return (seed % 4) switch
        {
            0 => LeadTalk.For(variables, seed, now, greeting),
            1 => BookingTalk.For(variables, seed, now, greeting),
            _ => FeedbackTalk.For(variables, seed, Nps(number), greeting),
        };
    }

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
