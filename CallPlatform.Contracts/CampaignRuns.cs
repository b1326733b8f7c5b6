using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>Whom a campaign calls once more: <c>POST /api/v1/campaigns/{id}/redial</c>.</summary>
/// <param name="Outcomes">How they were missed: <c>no-answer</c>, <c>busy</c>, <c>voicemail</c>, <c>failed</c>.</param>
public sealed record RedialRequest([property: Required, MinLength(1), MaxLength(4)] string[] Outcomes);

/// <summary>What a redial did.</summary>
/// <param name="Accepted">Calls that are ready again. Who asked not to be called, and calls whose dial nobody knows the outcome of, are left out.</param>
/// <param name="Campaign">The campaign, which runs again if it had ended.</param>
public sealed record RedialResponse(int Accepted, CampaignResponse Campaign);

/// <summary>A step of a campaign: <c>GET /api/v1/campaigns/{id}/events</c>.</summary>
/// <param name="Kind"><c>created</c>, <c>running</c>, <c>paused</c>, <c>cancelled</c>, <c>completed</c>, <c>redialled</c>, or <c>campaign_paused</c>: it paused itself.</param>
/// <param name="At">When.</param>
/// <param name="By">The person, where it was one.</param>
/// <param name="Text">Why, in words.</param>
public sealed record CampaignEventResponse(string Kind, DateTimeOffset At, string? By, string? Text);
