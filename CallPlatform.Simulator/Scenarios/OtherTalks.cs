namespace CallPlatform.Simulator.Scenarios;

/// <summary>Talks that do not come to the point.</summary>
internal static class OtherTalks
{
    public static Conversation Voicemail(CallVariables variables, int seed, string? message)
    {
        var turns = Script.Read(
            [
                "C: You have reached the voicemail of {name}. Please leave a message after the tone.",
                $"A: {message ?? "Hi {name}, this is {org}. We will try again later, or call us back whenever it suits you. Goodbye!"}",
            ],
            variables.Fill,
            seed);
        return new Conversation(turns, new Findings
        {
            Kind = "voicemail",
            Summary = "The call reached voicemail and the assistant left a callback message.",
            Tags = ["voicemail"],
        }, Math.Round(turns[^1].End + 0.6, 1), "voicemail");
    }

    public static Conversation HangUp(CallVariables variables, int seed, string? greeting)
    {
        _ = seed;
        var hello = variables.Fill(greeting ?? "Hi {name}, this is the assistant of {org}.");
        return new Conversation([new Turn(true, hello, 0.5, 2.6), new Turn(false, "Not now, sorry.", 3.5, 1.2)], new Findings
        {
            Kind = "hang-up",
            Summary = variables.Fill("{name} had no time and hung up after a few seconds."),
            Sentiment = 0.3,
            Tags = ["hung-up"],
        }, 5, "customer");
    }

    public static Conversation OptOut(CallVariables variables, int seed, string? greeting)
    {
        var turns = Script.Read(
            [
                $"A: {greeting ?? "Hi {name}, this is the assistant of {org}. Do you have a minute?"}",
                "C: How did you get my number? I do not want these calls.",
                "A: I am sorry for the disturbance. Shall I take you off our list?",
                "C: Yes. Please do not call me again. Remove me from your list.",
                "A: Of course. I have noted that you do not want to be called again. Goodbye.",
                "C: Thank you. Bye.",
            ],
            variables.Fill,
            seed);
        return new Conversation(turns, new Findings
        {
            Kind = "opt-out",
            DoNotCall = true,
            Sentiment = 0.15,
            Summary = variables.Fill("{name} asked not to be called again and to be taken off the list."),
            Feedback = "Does not want to be called.",
            Tags = ["do-not-call"],
        }, Math.Round(turns[^1].End + 0.5, 1), "customer");
    }
}
