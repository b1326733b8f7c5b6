using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Appointments;

public sealed partial class AppointmentsPage : IDisposable
{
    private readonly Loaded<ListingData<AppointmentResponse>> appointments = new();
    private readonly Loaded<IReadOnlyList<StaffMember>> staff = new();
    private readonly Loaded<IReadOnlyList<AppointmentResponse>> unscheduled = new();
    private (DaySpan, Guid?)? loaded;
    private MoveNotice? notice;

    private sealed record MoveNotice(string Text, bool Refused, string? Code = null, Func<Task>? Undo = null);

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private OrganizationClock Clock { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery] private string? View { get; set; }

    [SupplyParameterFromQuery(Name = "day")] private string? DayAsked { get; set; }

    [SupplyParameterFromQuery] private Guid? Rep { get; set; }

    [SupplyParameterFromQuery] private Guid? Appointment { get; set; }

    /// <summary><c>new</c>, or the id of the lead to meet.</summary>
    [SupplyParameterFromQuery] private string? Book { get; set; }

    [SupplyParameterFromQuery] private string? At { get; set; }

    private bool IsWeek => View != "day";

    private DateOnly Day => DaySpan.Day(DayAsked) ?? Clock.Today;

    private int Step => IsWeek ? 7 : 1;

    private DaySpan Shown => IsWeek ? new(Monday, Monday.AddDays(6)) : new(Day, Day);

    private DateOnly Monday => Day.AddDays(-(((int)Day.DayOfWeek + 6) % 7));

    private IReadOnlyList<StaffMember> Reps => [.. (staff.Value ?? []).Where(s => s.Role is not "viewer").OrderBy(s => s.Role != "sales_rep").ThenBy(s => s.Name)];

    private string? OpenKey => Appointment?.ToString() ?? (Book is { Length: > 0 } && User.MayWork ? "book:" + Book : null);

    private DateTime? ChosenStart => DateTime.TryParseExact(At, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    protected override Task OnInitializedAsync() => staff.LoadAsync(Api.ListStaffAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded != (Shown, Rep))
        {
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        appointments.Dispose();
        staff.Dispose();
        unscheduled.Dispose();
    }

    private Task LoadAsync()
    {
        loaded = (Shown, Rep);
        return Task.WhenAll(
            appointments.LoadAsync(ct => Api.ListAppointmentsAsync(Shown.From, Shown.To, Rep, ct: ct)),
            unscheduled.LoadAsync(Api.ListUnscheduledAppointmentsAsync));
    }

    private IReadOnlyList<CalendarColumn> ColumnsOf(IReadOnlyList<AppointmentResponse> all)
    {
        if (IsWeek)
        {
            return [.. Enumerable.Range(0, 7).Select(i => Monday.AddDays(i)).Select(day => new CalendarColumn(
                DaySpan.Text(day), day.ToString("ddd d MMM", CultureInfo.CurrentCulture), day, CalendarLayout.Place(all, day, Clock)))];
        }

        // A day has a column for each rep, so that free hours can be compared; a rep without appointments has all of them free.
        var reps = Reps.Where(r => Rep is null ? r.Role == "sales_rep" || all.Any(a => a.AssignedRepId == r.Id) : r.Id == Rep).ToList();
        var columns = reps.Select(r => new CalendarColumn(
            $"{DaySpan.Text(Day)}/{r.Id}", r.Name, Day, CalendarLayout.Place(all.Where(a => a.AssignedRepId == r.Id), Day, Clock))).ToList();
        var others = all.Where(a => reps.All(r => r.Id != a.AssignedRepId)).ToList();
        if (others.Count > 0 || columns.Count == 0)
        {
            columns.Add(new(DaySpan.Text(Day), T["NobodyYet"], Day, CalendarLayout.Place(others, Day, Clock)));
        }

        return columns;
    }

    private Task DropAsync((Guid Id, CalendarColumn Column, int Minutes) drop)
    {
        var start = Clock.FromLocal(drop.Column.Day.ToDateTime(TimeOnly.MinValue).AddMinutes(drop.Minutes));
        var rep = drop.Column.Key.Split('/') is [_, var id] ? id : null;
        return MoveAsync(drop.Id, new(ScheduledStart: new(start), AssignedRepId: rep is null ? default : new(rep)), undoable: true);
    }

    private async Task MoveAsync(Guid id, AppointmentPatch patch, bool undoable)
    {
        var before = appointments.Value?.Items.FirstOrDefault(a => a.Id == id);
        try
        {
            var moved = await Api.ChangeAppointmentAsync(id, patch);
            notice = new(
                T["Moved", moved.LeadName ?? "", Clock.Short(moved.ScheduledStart!.Value)], false,
                Undo: undoable && before is { ScheduledStart: { } } ? () => MoveAsync(id, Back(before), undoable: false) : null);
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            var failure = Failure.Of(error);
            notice = new(
                T["NotMoved", before?.LeadName ?? "", failure.Detail ?? T["Failure_" + failure.Kind + "_Text"], before?.ScheduledStart is { } at ? Clock.Short(at) : ""], true, failure.Code);
        }

        await LoadAsync();
    }

    private static AppointmentPatch Back(AppointmentResponse before) => new(
        ScheduledStart: new(before.ScheduledStart), ScheduledEnd: new(before.ScheduledEnd), AssignedRepId: new(before.AssignedRepId?.ToString()));

    private void Choose((CalendarColumn Column, int Minutes) chosen)
    {
        var at = chosen.Column.Day.ToDateTime(TimeOnly.MinValue).AddMinutes(chosen.Minutes);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["book"] = "new", ["at"] = at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
            ["rep"] = chosen.Column.Key.Split('/') is [_, var rep] ? rep : Rep?.ToString(),
        }));
    }

    private async Task SavedAsync(AppointmentResponse saved)
    {
        notice = new(
            saved.ScheduledStart is { } at ? T["AppointmentSaved", saved.LeadName ?? "", Clock.Short(at)] : T["Saved"], false);
        Close();
        await LoadAsync();
    }

    private void Close() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["appointment"] = null, ["book"] = null, ["at"] = null }));

    private string DayAddress(DateOnly day) => With("day", day == Clock.Today ? null : DaySpan.Text(day));

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);
}
