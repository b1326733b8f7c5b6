namespace CallPlatform.Web.Components.Pages.Leads;

/// <summary>How a lead's status and the fate of its automatic call are told; words are in the resources.</summary>
public static class LeadWords
{
    /// <summary>In the order a lead goes.</summary>
    public static IReadOnlyList<string> Statuses { get; } =
    [
        "new", "warm", "hot", "contacted", "nurturing", "qualified_unbooked", "qualified_booked", "qualified_service_not_offered",
        "closed_won", "closed_lost", "abandoned",
    ];

    /// <summary>The board's columns; those that end a lead share the last ones.</summary>
    public static IReadOnlyList<(string Key, string Statuses)> Columns { get; } =
    [
        ("new", "new"), ("warm", "warm,hot"), ("contacted", "contacted,nurturing"), ("qualified", "qualified_unbooked,qualified_service_not_offered"),
        ("booked", "qualified_booked"), ("won", "closed_won"), ("lost", "closed_lost,abandoned"),
    ];

    public static string Tone(string status) => status switch
    {
        "qualified_booked" or "closed_won" => "good",
        "hot" or "warm" => "live",
        "qualified_unbooked" or "qualified_service_not_offered" => "warn",
        "closed_lost" or "abandoned" => "bad",
        _ => "quiet",
    };

    public static string CallTone(string status) => status switch
    {
        "connected" => "good",
        "initiated" => "live",
        "no_answer" or "skipped" => "warn",
        "failed" => "bad",
        _ => "quiet",
    };
}
