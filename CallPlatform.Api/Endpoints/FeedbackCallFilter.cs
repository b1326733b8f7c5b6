using System.ComponentModel.DataAnnotations;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What the tabs filter by. Days are the organisation's.</summary>
internal sealed class FeedbackCallFilter
{
    public string? Search { get; set; }

    [FromQuery(Name = "campaign_id")]
    public Guid? CampaignId { get; set; }

    [FromQuery(Name = "service_advisor")]
    public string? ServiceAdvisor { get; set; }

    [FromQuery(Name = "service_type")]
    public string? ServiceType { get; set; }
    public string? Tag { get; set; }

    [FromQuery(Name = "date_from")]
    public DateOnly? DateFrom { get; set; }

    [FromQuery(Name = "date_to")]
    public DateOnly? DateTo { get; set; }

    [FromQuery(Name = "is_demo")]
    public bool? IsDemo { get; set; }

    [Range(1, 200)]
    public int? Limit { get; set; }
    public string? Cursor { get; set; }

    public IQueryable<Call> Apply(CallPlatformDbContext db, IQueryable<Call> calls)
    {
        calls = IsDemo == true ? calls.Where(c => c.IsDemo) : calls.Where(c => !c.IsDemo && c.CallType == CallTypes.Feedback);

        // What a draft will call is not ready yet.
        calls = calls.Where(c => c.CampaignId == null || !db.Campaigns.Any(p => p.Id == c.CampaignId && p.Status == CampaignStatuses.Draft));
        calls = CampaignId is { } campaign ? calls.Where(c => c.CampaignId == campaign) : calls;
        calls = Tag is { Length: > 0 } tag ? calls.Where(c => c.Tags.Contains(tag)) : calls;
        calls = DateFrom is { } from ? calls.Where(c => c.CountedOn >= from) : calls;
        calls = DateTo is { } to ? calls.Where(c => c.CountedOn <= to) : calls;
        if (ServiceAdvisor is { Length: > 0 } advisor)
        {
            calls = calls.Where(c => db.ServiceRecords.Any(r => r.Id == c.ServiceRecordId && EF.Functions.ILike(r.ServiceAdvisorName!, Pattern(advisor), "\\")));
        }

        if (ServiceType is { Length: > 0 } type)
        {
            calls = calls.Where(c => db.ServiceRecords.Any(r => r.Id == c.ServiceRecordId && r.ServiceType == type));
        }

        if (Search is { Length: > 0 } search)
        {
            var pattern = Pattern(search);
            calls = calls.Where(c => EF.Functions.ILike(c.CustomerName!, pattern, "\\") || EF.Functions.ILike(c.ToNumber, pattern, "\\")
                || EF.Functions.ILike(c.Contact!.Name, pattern, "\\")
                || db.ServiceRecords.Any(r => r.Id == c.ServiceRecordId && EF.Functions.ILike(r.VehicleInfo!, pattern, "\\")));
        }

        return calls;
    }

    // What people type is text, not a pattern.
    private static string Pattern(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
