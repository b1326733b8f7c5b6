namespace CallPlatform.Web.Components.Pages.Campaigns;

/// <summary>How a campaign's state is told.</summary>
internal static class CampaignWords
{
    public static IReadOnlyList<string> Statuses { get; } = ["draft", "running", "paused", "completed", "cancelled"];

    public static string Tone(string status) => status switch { "running" => "live", "paused" => "warn", "completed" => "good", _ => "quiet" };

    public static bool IsOpen(string status) => status is "running" or "paused";
}
