using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.Contacts;

/// <summary>Something that happened with a person, or will.</summary>
/// <param name="Kind"><c>call</c>, <c>message</c>, <c>appointment</c>, <c>visit</c>, <c>task</c>, <c>lead</c> or <c>decision</c>.</param>
/// <param name="At">When.</param>
/// <param name="Key">Of the row, for the renderer.</param>
public sealed record TimelineEntry(string Kind, DateTimeOffset At, string Key)
{
    public CallWithAnalysis? Call { get; init; }
    public MessageLogResponse? Message { get; init; }
    public AppointmentResponse? Appointment { get; init; }
    public SessionResponse? Visit { get; init; }
    public TaskResponse? Task { get; init; }
    public LeadResponse? Lead { get; init; }
    public DecisionResponse? Decision { get; init; }

    public static IReadOnlyList<string> Kinds { get; } = ["call", "message", "appointment", "visit", "task", "lead", "decision"];

    /// <summary>Newest first; what lies ahead stands on top.</summary>
    public static IReadOnlyList<TimelineEntry> Of(ContactCardDetail card, IReadOnlyList<DecisionResponse> decisions) =>
    [
        .. new IEnumerable<TimelineEntry>[]
            {
                card.Calls.Select(c => new TimelineEntry("call", c.StartedAt ?? c.CreatedAt, $"call-{c.Id}") { Call = c }),
                card.Messages.Select(m => new TimelineEntry("message", m.SentAt ?? m.CreatedAt, $"message-{m.Id}") { Message = m }),
                card.Appointments.Select(a => new TimelineEntry("appointment", a.ScheduledStart ?? a.CreatedAt, $"appointment-{a.Id}") { Appointment = a }),
                card.Visits.Select(v => new TimelineEntry("visit", v.StartedAt, $"visit-{v.Id}") { Visit = v }),
                card.Tasks.Select(t => new TimelineEntry("task", t.CreatedAt, $"task-{t.Id}") { Task = t }),
                card.Leads.Select(l => new TimelineEntry("lead", l.CreatedAt, $"lead-{l.Id}") { Lead = l }),
                decisions.Select(d => new TimelineEntry("decision", d.At, $"decision-{d.Id}") { Decision = d }),
            }
            .SelectMany(e => e).OrderByDescending(e => e.At).ThenBy(e => e.Key, StringComparer.Ordinal),
    ];
}
