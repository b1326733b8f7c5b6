namespace CallPlatform.Simulator.Scenarios;

/// <summary>A workshop asks how the visit went; the grade colours the answers.</summary>
internal static class FeedbackTalk
{
    private static readonly string[][] Praise =
    [
        ["C: Honestly, very smooth. {advisor} explained every item before doing it.", "A: Lovely to hear. Was the car ready when we promised?", "C: It was, even half an hour early, and it came back washed."],
        ["C: Really good this time. I dropped off {vehicle} in the morning and had it back by lunch.", "A: That is quick! How did our people treat you?", "C: Friendly, no pressure to buy anything. {advisor} knew the car's history."],
        ["C: Great. The noise is gone and the bill was what you told me on the phone.", "A: So the price was clear from the start?", "C: Yes, to the cent. That is rare, so thank you."],
    ];

    private static readonly string[][] SoSo =
    [
        ["C: It was fine. The work is good, it only took a day longer than you said.", "A: I am sorry about the delay. Did someone call you about it?", "C: No, I had to call. A message would have been enough."],
        ["C: All right, I think. The waiting room was packed and the coffee machine was broken.", "A: Noted. And the repair itself?", "C: The repair is good, nothing to complain about."],
    ];

    private static readonly string[][] Complaint =
    [
        ["C: Not great, to be honest. The same warning light came on again two days later.", "A: I am sorry to hear that. Did you have the chance to bring it back?", "C: I called twice and nobody phoned me back. I want somebody to look at it."],
        ["C: I am rather annoyed. The bill was two hundred more than the estimate and nobody asked me first.", "A: That should not have happened, I am sorry. Did {advisor} explain the difference?", "C: Only when I insisted. I would like a manager to call me."],
    ];

    public static Conversation For(CallVariables variables, int seed, int nps, string? greeting)
    {
        var (pool, mood) = nps >= 9 ? (Praise, 2) : nps >= 7 ? (SoSo, 1) : (Complaint, 0);
        var middle = pool[seed % pool.Length];
        var spokenGrade = Words[nps];
        string[] lines =
        [
            $"A: {greeting ?? "Hi {name}, this is the assistant of {org}. You were with us lately for {service} with {vehicle}. Do you have a minute?"}",
            seed % 2 == 0 ? "C: Yes, hello. Go ahead, but quickly please." : "C: Oh hi. Sure, I have a minute.",
            "A: Thank you. How was your experience with us, from the drop-off to the pick-up?",
            .. middle,
            "A: Thank you for telling me. On a scale from zero to ten, how likely are you to recommend us to a friend?",
            $"C: I would say {spokenGrade}.",
            mood == 2 ? "A: Wonderful, thank you! Is there anything we could still do better?" : $"A: Thank you, {spokenGrade}. What would have made it a ten?",
            mood switch { 2 => "C: Maybe a few more parking spaces for customers, that is all.", 1 => "C: Keep me posted by text message. That would do it.", _ => "C: Call people back, and fix it the first time." },
            mood == 0 ? "A: I have written that down and the service manager will call you back today." : "A: I will pass that on to the team. Is there anything else?",
            mood == 0 ? "C: Good. I will wait for the call." : "C: No, that is all. Thanks for asking.",
            "A: Thank you for your time, {name}. Have a good day, goodbye!",
        ];
        var turns = Script.Read(lines, variables.Fill, seed);
        return new Conversation(turns, Findings(variables, nps, mood), Math.Round(turns[^1].End + 0.8, 1), seed % 3 == 0 ? "customer" : "agent");
    }

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private static Findings Findings(CallVariables variables, int nps, int mood) => new()
    {
        Kind = "feedback",
        Success = true,
        Nps = nps,
        Rating = Math.Clamp((nps + 1) / 2, 1, 5),
        Sentiment = mood switch { 2 => 0.9, 1 => 0.6, _ => 0.2 },
        CallbackRequested = mood == 0,
        Summary = variables.Fill(mood switch
        {
            2 => $"{{name}} was happy with {{service}} and gave {nps} out of 10. Praised how clearly everything was explained; wishes for more customer parking.",
            1 => $"{{name}} found {{service}} fine and gave {nps} out of 10. Would have liked to be kept informed.",
            _ => $"{{name}} was unhappy after {{service}}, gave {nps} out of 10 and asks for a call-back from the service manager.",
        }),
        Feedback = mood switch { 2 => "Very satisfied with the visit.", 1 => "Satisfied with the work, less so with the communication.", _ => "Dissatisfied: problem not solved and calls not returned." },
        Positive = mood switch { 2 => ["clear explanations", "on time", "friendly staff"], 1 => ["quality of the work"], _ => [] },
        Improve = mood switch { 2 => ["customer parking"], 1 => ["keeping customers informed"], _ => ["returning calls", "fixing it the first time"] },
        Tags = mood switch { 2 => ["promoter"], 1 => ["passive"], _ => ["detractor", "callback"] },
    };
}
