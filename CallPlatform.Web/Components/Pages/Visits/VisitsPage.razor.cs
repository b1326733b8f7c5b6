using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Visits;

/// <summary>A rep's appointments of a day with their recordings; for managers everybody's.</summary>
public sealed partial class VisitsPage : IDisposable
{
    private readonly Loaded<VisitDay> day = new();
    private readonly Loaded<IReadOnlyList<StaffMember>> staff = new();
    private (DateOnly, Guid?)? loaded;
    private Repeated analysis = null!;

    private sealed record VisitDay(IReadOnlyList<AppointmentResponse> Appointments, IReadOnlyList<SessionResponse> Sessions, Guid Me)
    {
        /// <summary>The visit that runs now, of whoever looks.</summary>
        public SessionResponse? Running => Sessions.FirstOrDefault(s => s.Status == "recording" && s.RepId == Me);

        public bool IsAnalysing => Sessions.Any(s => s is { Status: "completed", Error: null } && (s.AudioBytes is not null || s.AudioUrl is not null));

        public SessionResponse? SessionOf(Guid appointment) => Sessions.FirstOrDefault(s => s.AppointmentId == appointment);
    }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private OrganizationClock Clock { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "day")] private string? DayAsked { get; set; }

    [SupplyParameterFromQuery] private Guid? Rep { get; set; }

    private DateOnly Day => DaySpan.Day(DayAsked) ?? Clock.Today;

    // A rep sees their own; the address cannot ask for a colleague's.
    private Guid? RepShown => User.MayManage ? Rep : User.Id;

    protected override Task OnInitializedAsync()
    {
        // The analysis comes from outside, and the live feed tells of calls only.
        analysis = new(Time, TimeSpan.FromSeconds(2), async () =>
        {
            await InvokeAsync(ReloadAsync);
            return day.Value?.IsAnalysing == true;
        });
        return User.MayManage ? staff.LoadAsync(Api.ListStaffAsync) : Task.CompletedTask;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (User.MayVisit && loaded != (Day, RepShown))
        {
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        analysis.Dispose();
        day.Dispose();
        staff.Dispose();
    }

    private async Task LoadAsync()
    {
        loaded = (Day, RepShown);
        await day.LoadAsync(async ct =>
        {
            var appointments = await Api.ListAppointmentsAsync(Day, Day, RepShown, ct: ct);
            return new VisitDay([.. appointments.Items.Where(a => a.Status != "cancelled")], await Api.ListVisitsAsync(Day, ct), User.Id);
        });
        if (RendererInfo.IsInteractive && day.Value?.IsAnalysing == true)
        {
            analysis.Start();
        }
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task StopAsync(Guid session)
    {
        try
        {
            await Api.StopVisitAsync(session);
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            // It still runs, and the page goes on saying so.
        }

        await LoadAsync();
    }

    private string? NameOf(Guid? rep) => rep is { } id && User.MayManage ? staff.Value?.FirstOrDefault(s => s.Id == id)?.Name : null;

    private string DayAddress(DateOnly to) => Navigation.GetUriWithQueryParameter("day", to == Clock.Today ? null : DaySpan.Text(to));
}
