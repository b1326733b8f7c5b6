using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Appointments;

/// <summary>Books an appointment, or shows one and changes it: moving without a mouse is done here.</summary>
public sealed partial class AppointmentDialog : IDisposable
{
    private readonly Loaded<AppointmentResponse> appointment = new();
    private AppointmentInput input = new();
    private IReadOnlyList<AppointmentResponse> conflicts = [];
    private Failure? failure;
    private string? shown;
    private bool tried;
    private bool busy;

    /// <summary>An appointment's id, <c>book:new</c>, <c>book:</c> with a lead's id, or null: closed.</summary>
    [Parameter, EditorRequired] public string? Open { get; set; }

    [Parameter] public DateTime? Start { get; set; }

    [Parameter] public Guid? Rep { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<StaffMember> Staff { get; set; } = [];

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    [Parameter, EditorRequired] public EventCallback<AppointmentResponse> OnSaved { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private OrganizationClock Clock { get; set; } = null!;

    private AppointmentResponse? It => appointment.Value;

    protected override Task OnParametersSetAsync() => Open == shown ? Task.CompletedTask : ShowAsync();

    public void Dispose() => appointment.Dispose();

    private async Task ShowAsync()
    {
        (shown, failure, conflicts, tried) = (Open, null, [], false);
        appointment.Clear();
        input = new() { Start = Start ?? NextHour(), Rep = Rep };
        if (Guid.TryParse(Open, out var id))
        {
            await appointment.LoadAsync(ct => Api.GetAppointmentAsync(id, ct));
            input = It is { } it ? AppointmentInput.Of(it, Clock) : input;
        }
        else if (Guid.TryParse(Open?.Split(':')[^1], out var lead))
        {
            try
            {
                input.Lead = (await Api.GetLeadAsync(lead)).Lead;
            }
            catch (Exception error) when (Failure.IsExpected(error))
            {
                failure = Failure.Of(error); // somebody else can be chosen
            }
        }
    }

    private DateTime NextHour()
    {
        var now = Clock.Now.DateTime;
        return now.Date.AddHours(Math.Clamp(now.Hour + 1, 9, 23));
    }

    private async Task SaveAsync()
    {
        (tried, failure, conflicts) = (true, null, []);
        if (input.Start is not { } local || (It is null && input.Lead is null))
        {
            return;
        }

        busy = true;
        var start = Clock.FromLocal(local);
        try
        {
            await OnSaved.InvokeAsync(It is { } it
                ? await Api.ChangeAppointmentAsync(it.Id, input.PatchOf(it, start))
                : await Api.CreateAppointmentAsync(input.RequestOf(start)));
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
            conflicts = failure.Code == "rep_not_free" ? await ConflictsAsync(start) : [];
        }

        busy = false;
    }

    // What the rep does at that time, so that nobody has to look for it.
    private async Task<IReadOnlyList<AppointmentResponse>> ConflictsAsync(DateTimeOffset start)
    {
        try
        {
            var day = Clock.DayOf(start);
            var end = start.AddMinutes(input.Minutes);
            return [.. (await Api.ListAppointmentsAsync(day.AddDays(-1), day.AddDays(1), input.Rep)).Items.Where(a => a.Id != It?.Id && a.Status != "cancelled"
                && a.ScheduledStart is { } from && from < end && (a.ScheduledEnd ?? from.AddHours(1)) > start)];
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            return []; // the refusal itself says enough
        }
    }
}
