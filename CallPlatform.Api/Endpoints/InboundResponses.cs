using System.Linq.Expressions;
using CallPlatform.Contracts;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Messages;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Rows of calls, leads, appointments and tasks as the wire shows them.</summary>
internal static class InboundResponses
{
    /// <summary>The calls of a query with their analyses, in the query's order. Two round trips.</summary>
    public static async Task<List<CallWithAnalysis>> CallsAsync(CallPlatformDbContext db, IQueryable<Call> calls, CancellationToken ct)
    {
        var rows = await calls.Select(c => new
        {
            c.Id, c.Direction, c.CallType, c.State.Status, c.Provider, c.State.ProviderCallId, c.ContactId, ContactName = c.Contact!.Name, c.ToNumber, c.FromNumber,
            c.LeadId, c.HandledBy, c.State.StartedAt, c.State.EndedAt, c.State.DurationSeconds, HasRecording = c.State.RecordingUrl != null, c.CreatedAt,
        }).ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.Id);
        var analyses = await db.CallAnalyses.Where(a => ids.Contains(a.CallId))
            .Select(a => new
            {
                a.CallId,
                Summary = new AnalysisSummary(
                    a.Source, a.Summary, a.QualificationStatus, a.BookingStatus, a.CallOutcomeCategory, a.SentimentScore, a.ComplianceScore,
                    a.AppointmentDate, a.AppointmentType, a.ServiceRequested, a.ObjectionCount),
            })
            .ToDictionaryAsync(a => a.CallId, a => a.Summary, ct);
        return rows.ConvertAll(r => new CallWithAnalysis
        {
            Id = r.Id,
            Direction = r.Direction,
            CallType = r.CallType,
            Status = r.Status.Name(),
            Provider = r.Provider,
            ProviderCallId = r.ProviderCallId,
            ContactId = r.ContactId,
            ContactName = r.ContactName,
            PhoneNumber = r.ToNumber,
            TrackingNumber = r.Direction == "inbound" ? r.FromNumber : null,
            LeadId = r.LeadId,
            HandledBy = r.HandledBy,
            StartedAt = r.StartedAt,
            EndedAt = r.EndedAt,
            DurationSeconds = r.DurationSeconds,
            HasRecording = r.HasRecording,
            CreatedAt = r.CreatedAt,
            Analysis = analyses.GetValueOrDefault(r.Id),
        });
    }

    public static LeadResponse Of(Lead lead) => new(
        lead.Id, lead.ContactId, lead.FullName, lead.PhoneNumber, lead.Email, lead.City, lead.Budget, lead.Source, lead.FormName, lead.Status,
        lead.ProjectId, lead.AssignedUserId, JsonText.Element(lead.Extra)!.Value, JsonText.Element(lead.Attribution)!.Value, lead.CreatedAt, lead.UpdatedAt);

    /// <summary>An appointment with its lead's name, for a query.</summary>
    public static readonly Expression<Func<Appointment, AppointmentResponse>> Appointment = a => new AppointmentResponse
    {
        Id = a.Id,
        LeadId = a.LeadId,
        LeadName = a.Lead!.FullName,
        LeadPhone = a.Lead.PhoneNumber,
        ContactId = a.ContactId,
        CallId = a.CallId,
        AssignedRepId = a.AssignedRepId,
        ScheduledStart = a.ScheduledStart,
        ScheduledEnd = a.ScheduledEnd,
        Location = a.Location,
        ServiceType = a.ServiceType,
        AppointmentType = a.AppointmentType,
        Status = a.Status,
        Outcome = a.Outcome,
        Source = a.Source,
        Confirmed = a.Confirmed,
        Notes = a.Notes,
        CreatedAt = a.CreatedAt,
        UpdatedAt = a.UpdatedAt,
    };

    public static readonly Expression<Func<FollowUp, TaskResponse>> Task = t => new TaskResponse(
        t.Id, t.Kind, t.Title, t.ContactMethod, t.DueAt, t.Status, t.Source, t.LeadId, t.ContactId, t.CallId, t.AssignedUserId, t.Confidence, t.Note,
        t.CompletedAt, t.CreatedAt);

    public static readonly Expression<Func<Message, MessageLogResponse>> Message = m => new MessageLogResponse(
        m.Id, m.Direction, m.Channel, m.LeadId, m.CallId, m.PhoneNumber, m.Body, m.Status, m.ErrorCode, m.ErrorMessage, m.CreatedAt, m.SentAt);

    public static ContactCard Of(Core.Contacts.Contact contact) => new(
        contact.Id, contact.Name, contact.Phone, contact.Email, JsonText.Element(contact.Metadata)!.Value, contact.CreatedAt, contact.UpdatedAt);
}
