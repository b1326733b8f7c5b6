using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Core.Data;
using CallPlatform.Core.Privacy;
using CallPlatform.Core.Visits;
using CallPlatform.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace CallPlatform.Tests.Privacy;

public class PrivacyTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Figures = "select coalesce(sum(placed), 0) || '/' || (select count(*) from calls where organization_id = '{0}') || '/' || (select count(*) from leads where organization_id = '{0}') from call_stats_daily where organization_id = '{0}'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_who_is_erased_is_nowhere_any_more_and_still_counts()
    {
        const string phone = "+14155550171";
        using var owner = await api.StrangerAsync();
        var ours = await NewestAsync();
        using var stranger = await api.StrangerAsync();
        var theirs = await NewestAsync();
        var call = await PersonOfEverything.InsertAsync(api.ConnectionString, ours, phone);
        await PersonOfEverything.InsertAsync(api.ConnectionString, theirs, phone);
        await api.ExecuteAsync($"insert into suppressions (organization_id, phone, reason, source, created_at) values ('{ours}', '{phone}', 'asked', 'person', now())");
        var before = await api.ExecuteAsync(Figures.Replace("{0}", ours.ToString(), StringComparison.Ordinal));
        var others = await PersonOfEverything.FindAsync(api.ConnectionString, PersonOfEverything.Mark, theirs);

        using var response = await owner.PostAsJsonAsync("/api/v1/privacy/erase", new { phone_number = "+1 (415) 555-0171" }, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var gone = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((1, 1, 1, 1), (gone.GetProperty("contacts").GetInt32(), gone.GetProperty("leads").GetInt32(), gone.GetProperty("calls").GetInt32(), gone.GetProperty("visits").GetInt32()));
        Assert.Empty(await PersonOfEverything.FindAsync(api.ConnectionString, PersonOfEverything.Mark, ours));
        Assert.Empty(await PersonOfEverything.FindAsync(api.ConnectionString, phone, ours, except: "suppressions"));

        // Figures, the suppression and another organisation's rows are as they were; the audit log says that it was done, and not to whom.
        Assert.Equal(before, await api.ExecuteAsync(Figures.Replace("{0}", ours.ToString(), StringComparison.Ordinal)));
        Assert.Equal(1L, await api.ExecuteAsync($"select count(*) from suppressions where organization_id = '{ours}' and phone = '{phone}'"));
        Assert.Equal(others.Count, (await PersonOfEverything.FindAsync(api.ConnectionString, PersonOfEverything.Mark, theirs)).Count);
        Assert.Equal(1L, await api.ExecuteAsync($"select count(*) from audit_log where organization_id = '{ours}' and action = 'privacy.erase_person' and position('0171' in data::text) = 0"));
        Assert.Equal("erased-" + call.ToString()[^8..], await api.ExecuteAsync($"select to_number from calls where id = '{call}'"));
    }

    [Fact]
    public async Task A_person_is_told_all_that_is_there_and_nothing_of_others()
    {
        const string phone = "+14155550172";
        using var owner = await api.StrangerAsync();
        var ours = await NewestAsync();
        var call = await PersonOfEverything.InsertAsync(api.ConnectionString, ours, phone);
        var another = await PersonOfEverything.InsertAsync(api.ConnectionString, ours, "+14155550173");

        using var response = await owner.PostAsJsonAsync("/api/v1/privacy/export", new { phone_number = phone }, Ct);

        var file = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.All(file.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.Array && part.Name is not "suppressions"), part => Assert.Equal(1, part.Value.GetArrayLength()));
        Assert.True(file.EnumerateObject().Count() >= 16);
        Assert.Equal(call, file.GetProperty("calls")[0].GetProperty("id").GetGuid());
        Assert.False(file.GetProperty("calls")[0].TryGetProperty("control_url", out _));
        Assert.DoesNotContain(another.ToString(), file.ToString(), StringComparison.Ordinal);
        Assert.Equal(1L, await api.ExecuteAsync($"select count(*) from audit_log where organization_id = '{ours}' and action = 'privacy.export_person'"));
    }

    [Fact]
    public async Task What_is_too_old_goes_by_each_organisations_own_days()
    {
        using var stranger = await api.StrangerAsync();
        var organization = await NewestAsync();
        var call = await PersonOfEverything.InsertAsync(api.ConnectionString, organization, "+14155550174");
        var folder = Directory.CreateTempSubdirectory("visit-audio");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "talk"), "audio", Ct);
        await api.ExecuteAsync($"update recording_sessions set audio_file = 'talk' where organization_id = '{organization}'");
        await using var database = new Database(api.ConnectionString);
        var retention = new Retention(database, Options.Create(new VisitOptions { AudioFolder = folder.FullName }));
        Task<object?> Kept() => api.ExecuteAsync($"""
            select concat_ws(' ', count(recording_url), count(transcript), count(messages), count(summary),
              (select count(*) from call_transcripts where call_id = '{call}'), (select count(*) from transcript_segments where call_id = '{call}'),
              (select count(*) from recording_sessions where organization_id = '{organization}' and audio_file is not null),
              (select count(*) from webhook_inbox where organization_id = '{organization}'))
            from calls where id = '{call}'
            """);

        await retention.PruneAsync(DateTimeOffset.UtcNow, Ct);
        Assert.Equal("1 1 1 1 1 1 1 1", await Kept());

        using (var answer = await stranger.PutAsJsonAsync("/api/v1/privacy/retention", new { recording_days = 41, transcript_days = 39, webhook_days = 365 }, Ct))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await retention.PruneAsync(DateTimeOffset.UtcNow, Ct);
        Assert.Equal("1 0 0 1 0 0 1 0", await Kept());

        await retention.PruneAsync(DateTimeOffset.UtcNow.AddDays(2), Ct);
        Assert.Equal("0 0 0 1 0 0 0 0", await Kept());
        Assert.Empty(folder.GetFiles());
        folder.Delete(recursive: true);
    }

    /// <summary>The organisation of the stranger who came last.</summary>
    private async Task<Guid> NewestAsync() => (Guid)(await api.ExecuteAsync("select id from organizations order by created_at desc limit 1"))!;
}
