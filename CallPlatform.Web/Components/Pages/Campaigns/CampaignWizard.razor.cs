using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Pages.ServiceRecords;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Campaigns;

/// <summary>Four short steps and a review, which is the campaign itself, stored as a draft and played through.</summary>
public sealed partial class CampaignWizard : IDisposable
{
    private static readonly string[] Steps = ["who", "what", "when", "limits", "review"];

    private readonly Loaded<CampaignResponse> stored = new();
    private CampaignDraft draft = new();
    private readonly Loaded<RehearsalResponse> rehearsal = new();
    private CampaignResponse? made;
    private string? madeFor;
    private Failure? failure;
    private bool tried;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CampaignStart Start { get; set; } = null!;

    /// <summary>The draft that is edited; null for a new one.</summary>
    [Parameter] public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "step")] private string? StepAsked { get; set; }

    // A reloaded page has lost what was entered, so it starts with the first step that lacks something.
    private string Step => StepAsked is { } asked && Steps.Contains(asked) ? Steps.TakeWhile(s => s != asked).FirstOrDefault(s => draft.ProblemOf(s) is not null) ?? asked : "who";

    private int Reached => Array.IndexOf(Steps, Step) + 1;

    protected override Task OnInitializedAsync()
    {
        if (Start.RecordIds is { Length: > 0 } picked && Id is null)
        {
            (draft.Who, draft.RecordIds, Start.RecordIds) = ("records", picked, []);
        }

        return Id is null || !User.MayManage ? Task.CompletedTask : LoadAsync();
    }

    public void Dispose()
    {
        rehearsal.Dispose();
        stored.Dispose();
    }

    private async Task LoadAsync()
    {
        await stored.LoadAsync(async ct =>
        {
            var found = await Api.GetCampaignAsync(Id!.Value, ct);
            var progress = await Api.GetCampaignProgressAsync(found.Id, ct);
            draft = CampaignDraft.Of(found, found.HasOwnSchedule ? await Api.GetScheduleAsync(found.Id, ct: ct) : null, progress.Total);
            return found;
        });
        made = stored.Value;
        if (made is not null && StepAsked == "review")
        {
            await rehearsal.LoadAsync(ct => Api.RehearseCampaignAsync(made.Id, ct));
        }
    }

    private async Task NextAsync()
    {
        (tried, failure) = (true, null);
        if (draft.ProblemOf(Step) is not null)
        {
            return;
        }

        tried = false;
        switch (Step)
        {
            case "review":
                await StartAsync();
                break;
            case "limits":
                await ReviewAsync();
                break;
            default:
                Go(Steps[Array.IndexOf(Steps, Step) + 1]);
                break;
        }
    }

    private void Back() => Go(Steps[Array.IndexOf(Steps, Step) - 1]);

    private void Go(string step) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("step", step));

    private Task ReviewAsync() => DoAsync(async () =>
    {
        // People can be added to a draft, not taken out: a new draft for others is called off for another one.
        if (Id is null && made is { } old && madeFor != draft.Audience)
        {
            await Api.CancelCampaignAsync(old.Id);
            made = null;
        }

        made = made is { } kept ? await Api.ReplaceCampaignAsync(kept.Id, draft.ToRequest()) : await Api.CreateCampaignAsync(draft.ToRequest());
        madeFor = draft.Audience;
        rehearsal.Clear();
        Go("review");
        await rehearsal.LoadAsync(ct => Api.RehearseCampaignAsync(made.Id, ct));
    });

    private Task StartAsync() => DoAsync(async () =>
    {
        await Api.StartCampaignAsync(made!.Id);
        Navigation.NavigateTo($"/campaigns/{made.Id}");
    });

    private async Task DoAsync(Func<Task> action)
    {
        (busy, failure) = (true, null);
        StateHasChanged();
        try
        {
            await action();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }
}
