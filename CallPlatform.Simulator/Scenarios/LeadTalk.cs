namespace CallPlatform.Simulator.Scenarios;

/// <summary>A fresh lead is asked about need, budget and time.</summary>
internal static class LeadTalk
{
    public static Conversation For(CallVariables variables, int seed, DateTimeOffset now, string? greeting, bool books)
    {
        var warm = books || seed % 3 != 0;
        // Only 0014 books: a test that counts appointments must be able to know them beforehand.
        var visit = books ? BookingTalk.Slot(seed, now) : (DateTimeOffset?)null;
        string[] lines =
        [
            $"A: {greeting ?? "Hello {name}, I am calling from {org} because you left your details on our site. Is this a good moment?"}",
            "C: Yes, that was me. I was only looking around a bit.",
            "A: No problem at all. What were you looking for, something for yourself or as an investment?",
            seed % 2 == 0 ? "C: For us. We are three and the place is getting too small." : "C: Mostly an investment, if the numbers are right.",
            "A: Understood. You mentioned {city} and {budget}. Is that still about right?",
            warm ? "C: Yes, a little more if it is worth it." : "C: It is on the high side, I saw cheaper ones elsewhere.",
            warm ? "A: Good to know. And when would you like to decide?" : "A: Fair point. Ours include parking and two years of maintenance. Would that change the picture?",
            warm ? "C: In the next two or three months, I suppose." : "C: Perhaps. I would have to talk to my wife first.",
            visit is { } at ? $"A: Then a visit helps most. Would {BookingTalk.Say(at)} suit you?" : "A: Shall I send you the brochure and call again next week?",
            visit is null ? "C: Yes, send me something on WhatsApp. Then we can talk." : "C: That works. I will bring my wife along.",
            visit is null ? "A: I will do that right away. Thank you {name}, goodbye." : "A: You are booked. I will send you the address. Thank you {name}, goodbye.",
        ];
        var turns = Script.Read(lines, variables.Fill, seed);
        return new Conversation(turns, new Findings
        {
            Kind = "lead",
            Success = visit is not null,
            Interested = warm,
            CallbackRequested = visit is null,
            AppointmentAt = visit,
            AppointmentType = visit is null ? null : "in-person",
            Rating = warm ? 4 : 3,
            Sentiment = warm ? 0.75 : 0.45,
            Summary = variables.Fill(visit is { } booked
                ? $"{{name}} wants to decide within three months and has booked a visit for {BookingTalk.Say(booked)}."
                : warm ? "{name} is interested and asks for the brochure and a call next week." : "{name} finds the price high and wants to talk it over at home first."),
            Feedback = warm ? "Interested." : "Price is a concern.",
            Objections = warm ? [] : ["It is on the high side, I saw cheaper ones elsewhere.", "I would have to talk to my wife first."],
            Tags = [warm ? "warm" : "cold", visit is null ? "send-brochure" : "visit-booked"],
        }, Math.Round(turns[^1].End + 0.8, 1), seed % 4 == 1 ? "customer" : "agent");
    }
}
