using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Audio of visits: what is taken, how much of it, and who may hear it.</summary>
public class VisitAudioTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static readonly byte[] Wave = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[200]];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_must_be_audio_and_not_too_large_and_the_first_one_stays()
    {
        var session = await SessionAsync("+15552320001");
        using var text = await UploadAsync(session, "This is no audio at all, whatever its name says."u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);
        using var nothing = await UploadAsync(session, []);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        using var large = await UploadAsync(session, [.. Wave, .. new byte[5000]]);
        Assert.True(large.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge);
        using var huge = await UploadAsync(session, [.. Wave, .. new byte[200_000]]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Equal("recording", await StatusAsync(session));

        using var form = new MultipartFormDataContent { { new StringContent("a note"), "note" }, { new ByteArrayContent(Wave), "file", "visit.wav" } };
        using var taken = await shared.Rep.PostAsync(Address(session), form, Ct);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(Wave.Length, (await Platform.JsonOf(taken)).GetProperty("data").GetProperty("audio_bytes").GetInt64());
        using var second = await UploadAsync(session, [.. Wave, 1, 2, 3]);
        Assert.Equal(Wave.Length, (await Platform.JsonOf(second)).GetProperty("data").GetProperty("audio_bytes").GetInt64());
        await Eventually.HoldsAsync(async () => await StatusAsync(session) == "analysed", "the visit is analysed");
        var found = await shared.Rep.DataAsync($"/api/v1/recordings/sessions/{session}");
        Assert.NotEqual(JsonValueKind.Null, found.GetProperty("analysis").GetProperty("segmentation").ValueKind);
    }

    [Fact]
    public async Task Staff_hear_a_recording_in_parts_and_nobody_else_does()
    {
        var session = await SessionAsync("+15552320002");
        using var taken = await UploadAsync(session, Wave);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var part = new HttpRequestMessage(HttpMethod.Get, Address(session)) { Headers = { Range = new RangeHeaderValue(0, 3) } };
        using var heard = await shared.Csr.SendAsync(part, Ct);
        Assert.Equal(HttpStatusCode.PartialContent, heard.StatusCode);
        Assert.Equal("RIFF", Encoding.ASCII.GetString(await heard.Content.ReadAsByteArrayAsync(Ct)));
        Assert.Equal("audio/wav", heard.Content.Headers.ContentType!.MediaType);

        using var stranger = new HttpClient { BaseAddress = shared.Owner.BaseAddress };
        using var refused = await stranger.GetAsync(Address(session), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var forged = await stranger.GetAsync(new Uri($"{Address(session)}?expires=4102444800&signature=forged", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task One_rep_records_one_visit_at_a_time_and_only_his_own()
    {
        var session = await SessionAsync("+15552320003");
        var other = await AppointmentAsync("+15552320004");
        using var open = await shared.Rep.PostAsJsonAsync("/api/v1/recordings/sessions/start", new { appointment_id = other }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, open.StatusCode);
        var (colleague, _) = await shared.Platform.StaffAsync("sales_rep");
        using var foreign = await colleague.PostAsJsonAsync($"/api/v1/recordings/sessions/{session}/stop", new { }, Ct);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var csr = await shared.Csr.PostAsJsonAsync($"/api/v1/recordings/sessions/{session}/stop", new { }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, csr.StatusCode);
        using var stopped = await shared.Rep.PostAsJsonAsync($"/api/v1/recordings/sessions/{session}/stop", new { }, Ct);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        Assert.Equal("completed", await StatusAsync(session));
    }

    private static Uri Address(Guid session) => new($"/api/v1/recordings/sessions/{session}/audio", UriKind.Relative);

    private async Task<Guid> AppointmentAsync(string phone)
    {
        var lead = Guid.CreateVersion7();
        await shared.Platform.SetAsync($"""
            insert into leads (id, organization_id, full_name, phone_number, status_as_of, created_at, updated_at)
            values ('{lead}', (select id from organizations order by created_at limit 1), 'Ann Visit', '{phone}', now(), now(), now())
            """);
        using var made = await shared.Csr.PostAsJsonAsync("/api/v1/appointments", new { lead_id = lead, scheduled_start = DateTimeOffset.UtcNow.AddDays(1) }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await Platform.JsonOf(made)).GetProperty("data").GetProperty("id").GetGuid();
    }

    private async Task<Guid> SessionAsync(string phone)
    {
        using var started = await shared.Rep.PostAsJsonAsync("/api/v1/recordings/sessions/start", new { appointment_id = await AppointmentAsync(phone) }, Ct);
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        return (await Platform.JsonOf(started)).GetProperty("data").GetProperty("id").GetGuid();
    }

    private Task<HttpResponseMessage> UploadAsync(Guid session, byte[] bytes)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new("audio/wav");
        return shared.Rep.PostAsync(Address(session), body, Ct);
    }

    private Task<string> StatusAsync(Guid session) => shared.Platform.QueryAsync<string>($"select status from recording_sessions where id = '{session}'");
}
