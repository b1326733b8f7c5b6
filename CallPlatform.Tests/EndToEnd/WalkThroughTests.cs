using System.Net;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>The source system's own guide, step by step: empty, its example webhook, then its checks after the first call.</summary>
public class WalkThroughTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_source_systems_walk_through_holds_to_the_letter()
    {
        await using var platform = await Platform.StartAsync(databases);
        var (csr, csrId) = await platform.StaffAsync("csr");
        var (rep, _) = await platform.StaffAsync("sales_rep");

        // Empty state: empty arrays and zeros, not errors.
        foreach (var path in (string[])["calls", "calls?limit=50", "leads?status=new,warm,hot", "appointments?date=2025-01-15", "tasks", "contact-cards", "missed-calls", "calls/unbooked/self"])
        {
            var data = await csr.DataAsync($"/api/v1/{path}");
            Assert.Empty(data.Items());
            Assert.Equal(0, data.Total());
        }

        var none = await csr.DataAsync("/api/v1/metrics/csr/overview/self");
        Assert.Equal(0, none.GetProperty("total_calls").GetInt64());
        Assert.Equal(0, none.GetProperty("booked_calls").GetInt64());
        Assert.Equal(JsonValueKind.Null, none.GetProperty("booking_rate").ValueKind);
        Assert.Empty((await rep.DataAsync("/api/v1/appointments/today/self")).Items());
        Assert.Equal(0, (await rep.DataAsync("/api/v1/metrics/sales/rep/overview/self")).GetProperty("total_appointments").GetInt64());
        await platform.Client.DataAsync("/api/v1/metrics/exec/csr/overview");
        await platform.Client.DataAsync("/api/v1/metrics/exec/sales/overview");
        await csr.DataAsync("/api/v1/metrics/csr/booking-trend/self?granularity=week");

        // The webhook of the guide, to the letter.
        await platform.TrackAsync("+15559876543");
        var example = JsonSerializer.Deserialize<JsonElement>("""
            {
              "call_id": "CAL019a4be69ef4764db2d8ac1d6b21ee00",
              "caller_number": "+15551234567",
              "tracking_number": "+15559876543",
              "recording_url": "https://callrail.com/recordings/abc123.mp3",
              "duration": 180,
              "answered": true,
              "timestamp": "2025-01-15T10:30:00Z"
            }
            """);
        Assert.Equal(HttpStatusCode.OK, await platform.RailAsync("completed", example));

        // After the first call.
        var calls = await Eventually.SeesAsync(
            () => csr.DataAsync("/api/v1/calls"), d => d.Total() == 1 && d.Items()[0].GetProperty("analysis").ValueKind == JsonValueKind.Object, "the call and its analysis");
        var call = calls.Items()[0];
        Assert.Equal("completed", call.Text("status"));
        Assert.Equal("inbound", call.Text("direction"));
        Assert.Equal("+15551234567", call.Text("phone_number"));
        Assert.Equal(180, call.GetProperty("duration_seconds").GetInt32());
        Assert.Equal(csrId, call.GetProperty("handled_by").GetGuid());

        var leads = await csr.DataAsync("/api/v1/leads");
        Assert.Equal(1, leads.Total());
        Assert.Equal("+15551234567", leads.Items()[0].Text("phone_number"));

        var figures = await csr.DataAsync("/api/v1/metrics/csr/overview/self?date_from=2025-01-15&date_to=2025-01-15");
        Assert.Equal(1, figures.GetProperty("total_calls").GetInt64());
        var booked = call.GetProperty("analysis").Text("booking_status") == "booked";
        Assert.Equal(booked ? 1 : 0, figures.GetProperty("booked_calls").GetInt64());
        Assert.Equal(booked ? 1 : 0, (await csr.DataAsync("/api/v1/appointments")).Total());

        var id = call.GetProperty("id").GetGuid();
        Assert.NotEmpty((await csr.DataAsync($"/api/v1/calls/{id}/transcript")).GetProperty("segments").EnumerateArray());
        Assert.Equal("shunya", (await csr.DataAsync($"/api/v1/calls/{id}/analysis")).Text("source"));
        var card = await csr.DataAsync($"/api/v1/contact-cards/{call.GetProperty("contact_id").GetGuid()}");
        Assert.Single(card.GetProperty("calls").EnumerateArray());
        Assert.Single(card.GetProperty("leads").EnumerateArray());
        await platform.FiguresEqualARecountAsync();

        // Who may not, may not.
        using var forbidden = await platform.Client.GetAsync(new Uri("/api/v1/metrics/csr/overview/self", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var notExecutive = await csr.GetAsync(new Uri("/api/v1/metrics/exec/csr/overview", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, notExecutive.StatusCode);
    }

    [Fact]
    public async Task A_booking_call_becomes_an_appointment_a_visit_and_the_reps_figures()
    {
        await using var platform = await Platform.StartAsync(databases);
        var (csr, _) = await platform.StaffAsync("csr");
        var (rep, repId) = await platform.StaffAsync("sales_rep");
        await platform.TrackAsync("+15550100199");
        await platform.RailAsync("completed", new
        {
            resource_id = "CAL0014", customer_phone_number = "+15551230014", customer_name = "Dana Cole", tracking_phone_number = "+15550100199",
            start_time = DateTimeOffset.UtcNow.AddMinutes(-10), duration = "120", answered = true, source_name = "Google Ads", gclid = "abc",
            recording = "https://app.callrail.example/r.mp3?callee=0014",
        });
        var found = await Eventually.SeesAsync(() => csr.DataAsync("/api/v1/appointments"), d => d.Total() == 1, "the appointment");
        var appointment = found.Items()[0];
        var id = appointment.GetProperty("id").GetGuid();
        Assert.Equal(repId, appointment.GetProperty("assigned_rep_id").GetGuid());
        Assert.Equal("Dana Cole", appointment.Text("lead_name"));
        var lead = (await csr.DataAsync("/api/v1/leads?status=qualified_booked")).Items().Single();
        Assert.Equal("abc", lead.GetProperty("attribution").Text("gclid"));
        var steps = (await csr.DataAsync($"/api/v1/leads/{lead.GetProperty("id").GetGuid()}")).GetProperty("status_history").EnumerateArray().Select(s => s.Text("to_status"));
        Assert.Equal(["new", "qualified_booked"], steps);

        // The same hour of the same rep is taken.
        using var clash = await PostAsync(csr, "/api/v1/appointments", new
        {
            lead_id = lead.GetProperty("id").GetGuid(), scheduled_start = appointment.GetProperty("scheduled_start").GetDateTimeOffset().AddMinutes(30), assigned_rep_id = repId,
        });
        Assert.Equal(HttpStatusCode.Conflict, clash.StatusCode);
        using var calendar = await csr.GetAsync(new Uri($"/api/v1/appointments/{id}.ics", UriKind.Relative), Ct);
        Assert.Contains("BEGIN:VEVENT", await calendar.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        // The visit: started once, stopped twice, analysed.
        using var started = await PostAsync(rep, "/api/v1/recordings/sessions/start", new { appointment_id = id });
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        var session = (await Platform.JsonOf(started)).GetProperty("data").GetProperty("id").GetGuid();
        using var again = await PostAsync(rep, "/api/v1/recordings/sessions/start", new { appointment_id = id });
        Assert.Equal(session, (await Platform.JsonOf(again)).GetProperty("data").GetProperty("id").GetGuid());
        using var refused = await PostAsync(rep, $"/api/v1/recordings/sessions/{session}/stop", new { audio_url = "http://169.254.169.254/latest" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var stopped = await PostAsync(rep, $"/api/v1/recordings/sessions/{session}/stop", new { audio_url = "https://s3.amazonaws.com/audio.mp3?callee=0014" });
            Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        }

        await Eventually.SeesAsync(() => rep.DataAsync($"/api/v1/recordings/sessions/{session}"), d => d.Text("status") == "analysed", "the visit is analysed");
        Assert.Equal("won", (await csr.DataAsync($"/api/v1/appointments/{id}")).Text("outcome"));
        var day = appointment.Text("scheduled_start")![..10];
        var figures = await rep.DataAsync($"/api/v1/metrics/sales/rep/overview/self?date_from={day}&date_to={day}");
        Assert.Equal(1, figures.GetProperty("won").GetInt64());
        Assert.Equal(0.88m, figures.GetProperty("avg_meeting_structure_score").GetDecimal());
        await platform.FiguresEqualARecountAsync();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body) =>
        await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(client, path, body, Ct);
}
