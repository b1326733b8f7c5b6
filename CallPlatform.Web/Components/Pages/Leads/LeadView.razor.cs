using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Live;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Leads;

/// <summary>A lead whole: whether it was called, how far it is and how it got there; it follows its call while that lasts.</summary>
public sealed partial class LeadView : IDisposable
{
    private readonly Loaded<LeadDetail> lead = new();
    private readonly Loaded<IReadOnlyList<StaffMember>> staff = new();
    private readonly Loaded<IReadOnlyList<ProjectResponse>> projects = new();
    private AiCallLogResponse? called;
    private Failure? failure;
    private Following following = null!;
    private Repeated waiting = null!;
    private int turns;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    /// <summary>The list beside it shows something else now.</summary>
    [Parameter, EditorRequired] public EventCallback OnChanged { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private LiveFeed Live { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        following = new(Live, change => change.CallId is { } call && (called?.CallId == call || called?.CallId is null), () => InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); }));
        waiting = new(Clock, TimeSpan.FromSeconds(1), AskForTurnAsync);
        await LoadAsync();
        if (called is null)
        {
            waiting.Start();
        }

        await Task.WhenAll(staff.LoadAsync(Api.ListStaffAsync), projects.LoadAsync(Api.ListProjectsAsync));
    }

    public void Dispose()
    {
        following.Dispose();
        waiting.Dispose();
        lead.Dispose();
        staff.Dispose();
        projects.Dispose();
    }

    private async Task LoadAsync()
    {
        await lead.LoadAsync(ct => Api.GetLeadAsync(Id, ct));
        try
        {
            var logs = (await Api.ListAiCallLogsAsync(new(LeadId: Id, Limit: 20))).Items;
            called = logs.FirstOrDefault(l => l.Status != "skipped") ?? (logs is [var newest, ..] ? newest : null);
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            // The lead is shown all the same; its call's fate comes with the next load.
        }
    }

    // A lead that was just made has its turn in a moment, and a turn that is no call is not told by the live feed.
    private async Task<bool> AskForTurnAsync()
    {
        await InvokeAsync(async () =>
        {
            await LoadAsync();
            StateHasChanged();
        });
        return called is null && ++turns < 15;
    }

    private async Task DoneAsync()
    {
        await LoadAsync();
        await OnChanged.InvokeAsync();
    }

    private async Task SaveAsync(LeadPatch patch)
    {
        failure = null;
        try
        {
            lead.Value = await Api.ChangeLeadAsync(Id, patch);
            await OnChanged.InvokeAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }
    }

    private IEnumerable<(string Name, string Value)> FactsOf(LeadResponse it)
    {
        (string Name, string? Value)[] known =
        [
            (T["City"], it.City), (T["Budget"], it.Budget), (T["Source"], it.Source), (T["Form"], it.FormName),
            (T["Project"], projects.Value?.FirstOrDefault(p => p.Id == (it.ProjectId ?? called?.ProjectId))?.Name),
        ];
        return [.. known.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Name, f.Value!)), .. More(it.Attribution), .. More(it.Extra)];
    }

    private static IEnumerable<(string, string)> More(JsonElement more) => more.ValueKind == JsonValueKind.Object
        ? more.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            .Select(p => (p.Name.Replace('_', ' '), p.Value.ToString())).Take(12)
        : [];
}
