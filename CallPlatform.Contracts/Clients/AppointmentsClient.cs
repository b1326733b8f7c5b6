using System.Globalization;

namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>Appointments of the organisation's days, both included, by their start.</summary>
    public async Task<ListingData<AppointmentResponse>> ListAppointmentsAsync(
        DateOnly? from = null, DateOnly? to = null, Guid? repId = null, Guid? leadId = null, int limit = 200, CancellationToken ct = default) =>
        (await GetAsync(
            "api/v1/appointments" + DaysText(from, to, ("rep_id", repId?.ToString()), ("lead_id", leadId?.ToString()), ("limit", $"{limit}")),
            Json.ListingAppointmentResponse, ct)).Data;

    /// <summary>Appointments that were agreed on without a time.</summary>
    public async Task<IReadOnlyList<AppointmentResponse>> ListUnscheduledAppointmentsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/appointments?unscheduled=true&limit=50", Json.ListingAppointmentResponse, ct)).Data.Items;

    public async Task<AppointmentResponse> GetAppointmentAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/appointments/{id}", Json.EnvelopeAppointmentResponse, ct)).Data;

    public async Task<AppointmentResponse> CreateAppointmentAsync(AppointmentRequest request, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Post, "api/v1/appointments", request, Json.AppointmentRequest, Json.EnvelopeAppointmentResponse, ct)).Data;

    /// <summary>Refused with <c>rep_not_free</c> when the rep has another appointment then.</summary>
    public async Task<AppointmentResponse> ChangeAppointmentAsync(Guid id, AppointmentPatch patch, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Patch, $"api/v1/appointments/{id}", patch, Json.AppointmentPatch, Json.EnvelopeAppointmentResponse, ct)).Data;

    /// <summary>Recorded visits that began on a day, and those that still run; a rep's own, for managers all.</summary>
    public async Task<IReadOnlyList<SessionResponse>> ListVisitsAsync(DateOnly day, CancellationToken ct = default) =>
        (await GetAsync("api/v1/recordings/sessions?date=" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Json.ListingSessionResponse, ct)).Data.Items;

    /// <summary>Starts the visit of an appointment; refused with <c>session_open</c> while another one runs.</summary>
    public async Task<SessionResponse> StartVisitAsync(Guid appointmentId, CancellationToken ct = default) =>
        (await SendAsync(
            HttpMethod.Post, "api/v1/recordings/sessions/start", new(appointmentId), Json.StartSessionRequest, Json.EnvelopeSessionResponse, ct)).Data;

    public async Task<SessionResponse> StopVisitAsync(Guid id, string? audioUrl = null, CancellationToken ct = default) =>
        (await SendAsync(
            HttpMethod.Post, $"api/v1/recordings/sessions/{id}/stop", new(audioUrl), Json.StopSessionRequest, Json.EnvelopeSessionResponse, ct)).Data;

    /// <summary>Sends the visit's audio; the stream is read as it is sent.</summary>
    public async Task<SessionResponse> UploadVisitAudioAsync(Guid id, Stream audio, CancellationToken ct = default)
    {
        using var content = new StreamContent(audio);
        content.Headers.ContentType = new("application/octet-stream");
        using var response = await http.PostAsync($"api/v1/recordings/sessions/{id}/audio", content, ct);
        return (await ReadAsync(response, Json.EnvelopeSessionResponse, ct)).Data;
    }
}
