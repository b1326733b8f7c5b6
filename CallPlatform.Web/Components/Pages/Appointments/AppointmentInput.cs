using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;

namespace CallPlatform.Web.Components.Pages.Appointments;

/// <summary>What the dialog holds while somebody types; times are the organisation's.</summary>
internal sealed class AppointmentInput
{
    public LeadResponse? Lead { get; set; }
    public DateTime? Start { get; set; }
    public int Minutes { get; set; } = 60;
    public Guid? Rep { get; set; }
    public string? Service { get; set; }
    public string? Location { get; set; }
    public string? Notes { get; set; }
    public string Status { get; set; } = "scheduled";
    public string Outcome { get; set; } = "pending";

    public static AppointmentInput Of(AppointmentResponse it, OrganizationClock clock) => new()
    {
        Start = it.ScheduledStart is { } start ? clock.ToLocal(start).DateTime : null,
        Minutes = it is { ScheduledStart: { } from, ScheduledEnd: { } to } ? (int)(to - from).TotalMinutes : 60,
        Rep = it.AssignedRepId,
        Service = it.ServiceType,
        Location = it.Location,
        Notes = it.Notes,
        Status = it.Status,
        Outcome = it.Outcome,
    };

    public AppointmentRequest RequestOf(DateTimeOffset start) => new(
        Lead!.Id, start, Rep?.ToString(), Text(Location), Text(Service), start.AddMinutes(Minutes), Text(Notes));

    /// <summary>Only what was changed here: what somebody else changed meanwhile stays.</summary>
    public AppointmentPatch PatchOf(AppointmentResponse it, DateTimeOffset start)
    {
        var end = start.AddMinutes(Minutes);
        return new(
            ScheduledStart: start != it.ScheduledStart ? new(start) : default,
            ScheduledEnd: end != it.ScheduledEnd ? new(end) : default,
            AssignedRepId: Rep != it.AssignedRepId ? new(Rep?.ToString()) : default,
            Location: Text(Location) != it.Location ? new(Text(Location)) : default,
            ServiceType: Text(Service) != it.ServiceType ? new(Text(Service)) : default,
            Status: Status != it.Status ? new(Status) : default,
            Outcome: Outcome != it.Outcome ? new(Outcome) : default,
            Notes: Text(Notes) != it.Notes ? new(Text(Notes)) : default);
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
