using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>A list becomes a file, and the file carries no formula and nobody else's rows.</summary>
public class ExportTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_written_page_by_page_harmless_for_spreadsheets_and_every_fetch_is_audited()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.SetAsync("""
            insert into contacts (id, organization_id, name, phone, created_at, updated_at)
            select gen_random_uuid(), id, '=HYPERLINK("http://evil")', '+14155550123', now(), now() from organizations;
            insert into calls (id, organization_id, contact_id, direction, call_type, provider, to_number, status, summary, is_demo, counted_on, created_at, updated_at)
            select gen_random_uuid(), c.organization_id, c.id, 'outbound', 'direct', 'vapi', '+14155550123', case when i % 2 = 0 then 'completed' else 'no-answer' end,
              ' @SUM(1+1)*cmd|''/C calc''!A0', i > 4500, current_date, now() - i * interval '1 second', now() from contacts c, generate_series(1, 4600) i
            """);

        var export = await OrderAsync(platform, new { kind = "calls" });
        Assert.Equal(4500, export.GetProperty("rows_done").GetInt64());
        using var file = await platform.Client.GetAsync($"/api/v1/exports/{export.GetProperty("id").GetGuid()}/download", Ct);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(export.GetProperty("bytes").GetInt64(), file.Content.Headers.ContentLength);
        var lines = (await file.Content.ReadAsStringAsync(Ct)).TrimEnd().Split('\n');
        Assert.Equal(4501, lines.Length);
        Assert.Equal(4501, lines.Distinct().Count());
        Assert.Contains("'=HYPERLINK", lines[1], StringComparison.Ordinal);
        Assert.Contains("' @SUM", lines[1], StringComparison.Ordinal);
        Assert.Contains(",+14155550123,", lines[1], StringComparison.Ordinal);

        var missed = await OrderAsync(platform, new { kind = "calls", status = "no-answer" });
        Assert.Equal(2250, missed.GetProperty("rows_done").GetInt64());
        Assert.Equal(1L, await platform.QueryAsync<long>("select count(*) from audit_log where action = 'exports.download'"));
        Assert.Equal(2L, await platform.QueryAsync<long>("select count(*) from audit_log where action = 'exports.order'"));

        await platform.SetAsync("update exports set expires_at = now() - interval '1 second'");
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.GetAsync($"/api/v1/exports/{export.GetProperty("id").GetGuid()}/download", Ct)).StatusCode);
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("select count(*) from export_chunks") == 0, "what is over is deleted");
    }

    [Fact]
    public async Task Contacts_and_leads_are_exported_roles_and_input_are_checked()
    {
        await using var platform = await Platform.StartAsync(databases);
        using var contact = await platform.Client.PostAsJsonAsync("/api/contacts", new { name = "Ada", phone = "+14155550123" }, Ct);
        using var lead = await platform.Client.PostAsJsonAsync("/api/v1/leads", new { full_name = "Asha", phone_number = "+919876541700", city = "-Pune" }, Ct);
        Assert.True(lead.IsSuccessStatusCode);

        var contacts = await OrderAsync(platform, new { kind = "contacts", search = "ada" });
        Assert.Contains("Ada,+14155550123", await platform.Client.GetStringAsync($"/api/v1/exports/{contacts.GetProperty("id").GetGuid()}/download", Ct), StringComparison.Ordinal);
        var leads = await OrderAsync(platform, new { kind = "leads" });
        Assert.Contains("'-Pune", await platform.Client.GetStringAsync($"/api/v1/exports/{leads.GetProperty("id").GetGuid()}/download", Ct), StringComparison.Ordinal);

        foreach (var (body, field) in new (object, string)[] { (new { kind = "passwords" }, "kind"), (new { kind = "calls", status = "sung" }, "status"), (new { kind = "leads", status = "completed" }, "status") })
        {
            using var bad = await platform.Client.PostAsJsonAsync("/api/v1/exports", body, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
            Assert.True((await Platform.JsonOf(bad)).GetProperty("errors").TryGetProperty(field, out _));
        }

        await platform.SetAsync($"""
            insert into organizations (id, name, created_at) values ('{Guid.Empty}', 'Another', now());
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            select gen_random_uuid(), x.o, x.n, 'S', password_hash, x.r, gen_random_uuid(), now()
            from (select password_hash, organization_id from users limit 1) u,
              lateral (values ('{Guid.Empty}'::uuid, 'stranger@example.com', 'owner'), (u.organization_id, 'csr@example.com', 'csr')) x (o, n, r)
            """);
        platform.Client.DefaultRequestHeaders.Authorization = new("Bearer", await platform.SignInAsync("stranger@example.com"));
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.GetAsync($"/api/v1/exports/{leads.GetProperty("id").GetGuid()}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.GetAsync($"/api/v1/exports/{leads.GetProperty("id").GetGuid()}/download", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.DeleteAsync($"/api/v1/exports/{leads.GetProperty("id").GetGuid()}", Ct)).StatusCode);
        platform.Client.DefaultRequestHeaders.Authorization = new("Bearer", await platform.SignInAsync("csr@example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, (await platform.Client.PostAsJsonAsync("/api/v1/exports", new { kind = "calls" }, Ct)).StatusCode);
    }

    private static async Task<JsonElement> OrderAsync(Platform platform, object request)
    {
        using var ordered = await platform.Client.PostAsJsonAsync("/api/v1/exports", request, Ct);
        Assert.True(ordered.StatusCode == HttpStatusCode.Accepted, await ordered.Content.ReadAsStringAsync(Ct));
        var id = (await Platform.JsonOf(ordered)).GetProperty("id").GetGuid();
        return await Eventually.SeesAsync(() => platform.GetAsync($"/api/v1/exports/{id}"), e => e.GetProperty("state").GetString() == "done", "the export is done");
    }
}
