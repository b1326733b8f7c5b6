namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>What an endpoint can be told. Demo calls are told to nobody.</summary>
public static class WebhookEventTypes
{
    public const string CallUpdated = "call.updated";
    public const string CallEnded = "call.ended";
    public const string CallReported = "call.report_received";
    public const string LeadCreated = "lead.created";
    public const string LeadStatusChanged = "lead.status_changed";
    public const string AppointmentCreated = "appointment.created";
    public const string AppointmentUpdated = "appointment.updated";

    /// <summary>Sent by a person who tries an endpoint out; nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    public static readonly IReadOnlyList<string> All =
        [CallUpdated, CallEnded, CallReported, LeadCreated, LeadStatusChanged, AppointmentCreated, AppointmentUpdated];
}
