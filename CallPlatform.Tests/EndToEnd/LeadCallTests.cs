using System.Net;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>From a public form to a ringing phone, and what staff read of it.</summary>
public class LeadCallTests(TestDatabases databases)
{
    [Fact]
    public async Task Fifty_forms_at_once_with_one_phone_on_two_Workers_are_one_call()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        await leads.Platform.StartWorker().HealthyAsync();
        const string number = "+919876544711";

        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => leads.FormAsync(number)));

        Assert.Equal(50, ids.Distinct().Count());
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where status = 'skipped' and reason = 'already_called'") == 49, "49 are skipped");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where status = 'connected'") == 1, "one is connected");
        Assert.Equal(1, await leads.Platform.RingsAsync(number));
        Assert.Equal(1, await leads.CountAsync("calls where call_type = 'lead'"));
        Assert.Equal(1, await leads.CountAsync("contacts"));

        var called = await leads.Platform.QueryAsync<Guid>("set app.organization = '*'; select lead_id from ai_call_logs where claims");
        Assert.Equal("already_called", (await leads.PostAsync($"/ai-call/trigger/{called}", status: HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await leads.PostAsync($"/ai-call/trigger/{Guid.NewGuid()}", status: HttpStatusCode.NotFound);
    }
}
