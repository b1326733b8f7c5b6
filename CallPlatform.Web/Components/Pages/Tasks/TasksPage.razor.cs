using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Tasks;

public sealed partial class TasksPage : IDisposable
{
    private const int PageSize = 25;

    private readonly Loaded<ListingData<TaskResponse>> tasks = new();
    private readonly Loaded<IReadOnlyList<StaffMember>> staff = new();
    private (string, string?)? loaded;
    private TaskResponse? notice;
    private Failure? failure;
    private Guid? busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery] private string? View { get; set; }

    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    /// <summary>Of the missed calls. Only the page reads the address: the framework loses count when parts of it come and go with it.</summary>
    [SupplyParameterFromQuery] private string? State { get; set; }

    private string Open => View is "overdue" or "all" or "done" or "missed" ? View : "mine";

    protected override Task OnInitializedAsync() => staff.LoadAsync(Api.ListStaffAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (Open != "missed" && loaded != (Open, Cursor))
        {
            (notice, failure) = (null, null);
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        tasks.Dispose();
        staff.Dispose();
    }

    private Task LoadAsync()
    {
        loaded = (Open, Cursor);
        return tasks.LoadAsync(ct => Api.ListTasksAsync(
            Open == "done" ? "done" : "open", mine: Open == "mine", overdue: Open == "overdue", PageSize, Cursor, ct));
    }

    private bool IsOverdue(TaskResponse task) => task.Status == "open" && task.DueAt < Clock.GetUtcNow();

    private async Task ChangeAsync(TaskResponse task, TaskPatch patch)
    {
        (busy, failure) = (task.Id, null);
        try
        {
            var changed = await Api.ChangeTaskAsync(task.Id, patch);
            notice = patch.Status.IsSet && changed.Status != "open" ? changed : null;
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = null;
    }
}
