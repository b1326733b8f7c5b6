namespace CallPlatform.Web.Components.Pages.ServiceRecords;

/// <summary>The records that were picked for a campaign, on the way from their list to its first step.</summary>
internal sealed class CampaignStart
{
    public Guid[] RecordIds { get; set; } = [];
}
