using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Campaigns;

/// <summary>One campaign: played through while it is a draft, followed while it runs.</summary>
public sealed partial class CampaignPage : IDisposable
{
    private readonly Loaded<CampaignResponse> campaign = new();
    private readonly Loaded<CampaignProgress> progress = new();
    private readonly Loaded<RehearsalResponse> rehearsal = new();
    private readonly Loaded<IReadOnlyList<CampaignEventResponse>> events = new();
    private Following following = null!;

    [Parameter] public Guid Id { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        following = new(Live, change => change.CampaignId == Id, () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
        await LoadAsync();
    }

    public void Dispose()
    {
        following.Dispose();
        campaign.Dispose();
        progress.Dispose();
        rehearsal.Dispose();
        events.Dispose();
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private async Task LoadAsync()
    {
        var status = campaign.Value?.Status;
        await Task.WhenAll(campaign.LoadAsync(ct => Api.GetCampaignAsync(Id, ct)), progress.LoadAsync(ct => Api.GetCampaignProgressAsync(Id, ct)));
        if (campaign.Value is { } it && it.Status != status)
        {
            // Its story is longer by a step.
            await events.LoadAsync(ct => Api.ListCampaignEventsAsync(Id, ct));
        }

        if (campaign.Value?.Status == "draft" && rehearsal.Value is null)
        {
            await RehearseAsync();
        }
    }

    private Task RehearseAsync() => rehearsal.LoadAsync(ct => Api.RehearseCampaignAsync(Id, ct));

    private async Task ChangedAsync()
    {
        await LoadAsync();
        await events.LoadAsync(ct => Api.ListCampaignEventsAsync(Id, ct));
    }

    private string TimeLeft(CampaignProgress far)
    {
        if (far.EstimatedEnd is not { } end)
        {
            return "–";
        }

        var left = end - Time.GetUtcNow();
        return left < TimeSpan.FromMinutes(2) ? T["LeftSoon"]
            : left < TimeSpan.FromHours(2) ? T["LeftMinutes", (int)left.TotalMinutes]
            : left < TimeSpan.FromDays(2) ? T["LeftHours", (int)Math.Round(left.TotalHours)]
            : T["LeftDays", (int)Math.Round(left.TotalDays)];
    }
}
