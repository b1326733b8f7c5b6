using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CallPlatform.AppHost.Embedded;
using CallPlatform.Tests.Support;
using Npgsql;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>
/// PostgreSQL goes and comes under load, is locked, full, or has no connection left: requests are refused with 503 and a time, nothing
/// that was answered is missing, and everything goes on by itself. <c>DATABASE_RESTARTS</c> asks for more (docs/testing.md).
/// </summary>
public class DatabaseAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_answered_is_lost_and_everything_goes_on_when_PostgreSQL_is_back()
    {
        var restarts = LongMode.Count("DATABASE_RESTARTS", 2);
        await using var cluster = await PostgresCluster.StartAsync(
            new PostgresClusterOptions { Folder = Path.Combine(Path.GetTempPath(), $"calls-test-away-{Guid.CreateVersion7():N}"), Temporary = true }, _ => { }, Ct);
        await using var platform = await Platform.StartAsync(await TestDatabases.PrepareAsync(cluster, "callsdb") + ";Timeout=3;Maximum Pool Size=12");
        await platform.AllowActiveCallsAsync(1000);
        await using (var load = new Load(platform))
        {
            for (var round = 0; round < restarts; round++)
            {
                await load.SeesAsync(HttpStatusCode.OK);
                await cluster.StopAsync(fast: round % 2 == 0, Ct); // fast, then immediate: a crash
                await load.SeesAsync(HttpStatusCode.ServiceUnavailable);
                await cluster.StartAgainAsync(Ct);
            }

            await load.SeesAsync(HttpStatusCode.OK);
            await load.StopAsync();
            Assert.Empty(load.Wrong);
            NpgsqlConnection.ClearAllPools(); // this process's own connections ended with the server
            var stored = await platform.QueryAsync<string[]>("set app.organization = '*'; select coalesce(array_agg(subject), '{}') from webhook_inbox");
            Assert.Superset(load.Webhooks.ToHashSet(), stored.ToHashSet());
            var names = await platform.QueryAsync<string[]>("set app.organization = '*'; select coalesce(array_agg(name), '{}') from contacts");
            Assert.Superset(load.Contacts.ToHashSet(), names.ToHashSet());
        }

        await LockedForFiveSecondsAsync(platform);
        await FullAsync(platform);

        // The Worker too: its loops, its listener and its queue are where they were.
        await Eventually.SeesAsync(() => platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where state = 'received'"), left => left == 0, "the inbox is worked off");
        var (status, call) = await platform.CallAsync("+15550107777");
        Assert.Equal(HttpStatusCode.Created, status);
        await Eventually.SeesAsync(
            () => platform.QueryAsync<string>($"set app.organization = '*'; select status from calls where id = '{call.GetProperty("id").GetGuid()}'"), now => now == "completed", "a call goes through");
    }

    /// <summary>Nobody reads calls for five seconds, and there are fewer connections than requests: some wait, the others are told to come again.</summary>
    private static async Task LockedForFiveSecondsAsync(Platform platform)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var holding = await connection.BeginTransactionAsync(Ct);
        await using (var take = new NpgsqlCommand("lock table calls in access exclusive mode", connection, holding))
        {
            await take.ExecuteNonQueryAsync(Ct);
        }

        var asked = Enumerable.Range(0, 60).Select(_ => platform.Client.GetAsync(new Uri("/api/calls", UriKind.Relative), Ct)).ToList();

        // By the server's clock, and until somebody who found no connection was told so.
        await using (var held = new NpgsqlCommand("select clock_timestamp() - now() >= interval '5 seconds'", connection, holding))
        {
            await Eventually.HoldsAsync(
                async () => asked.Exists(request => request.IsCompleted) && (bool)(await held.ExecuteScalarAsync(Ct))!, "calls were locked for five seconds, and somebody was refused");
        }

        await holding.RollbackAsync(Ct);
        var answers = (await Task.WhenAll(asked)).ToLookup(response => response.StatusCode);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], answers.Select(a => a.Key).Order());
        Assert.All(answers[HttpStatusCode.ServiceUnavailable], refused => Assert.NotNull(refused.Headers.RetryAfter));
        Assert.Equal(0, (await platform.GetAsync("/api/calls/pending-count")).GetProperty("count").GetInt32());
    }

    /// <summary>The disk takes no more: PostgreSQL says so with 53100.</summary>
    private static async Task FullAsync(Platform platform)
    {
        await platform.SetAsync("""
            create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
            create trigger full_disk before insert on contacts for each row execute function full_disk();
            create trigger full_disk before insert on webhook_inbox for each row execute function full_disk()
            """);
        using (var contact = await Load.ContactAsync(platform, "Full"))
        using (var webhook = await Load.WebhookAsync(platform, "full"))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (contact.StatusCode, webhook.StatusCode));
            Assert.NotNull(contact.Headers.RetryAfter);
            Assert.NotNull(webhook.Headers.RetryAfter);
        }

        await platform.SetAsync("drop function full_disk() cascade");
        using var again = await Load.ContactAsync(platform, "Full");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    /// <summary>People and providers who do not stop.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly Platform platform;
        private readonly CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        private readonly Task[] people;
        private readonly ConcurrentDictionary<HttpStatusCode, int> answers = new();

        public Load(Platform platform)
        {
            this.platform = platform;
            people =
            [
                RunAsync(async () => await KeepAsync(Webhooks, name => WebhookAsync(platform, name))), RunAsync(async () => await KeepAsync(Webhooks, name => WebhookAsync(platform, name))),
                RunAsync(async () => await KeepAsync(Contacts, name => ContactAsync(platform, name))), RunAsync(() => platform.Client.GetAsync(new Uri("/api/calls", UriKind.Relative), Ct)),
            ];
        }

        public ConcurrentBag<string> Webhooks { get; } = [];

        public ConcurrentBag<string> Contacts { get; } = [];

        public ConcurrentBag<string> Wrong { get; } = [];

        public static Task<HttpResponseMessage> ContactAsync(Platform platform, string name) =>
            platform.Client.PostAsJsonAsync("/api/contacts", new { name, phone = "+15550107070" }, Ct);

        public static async Task<HttpResponseMessage> WebhookAsync(Platform platform, string call)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/calls/webhook")
            {
                Content = JsonContent.Create(new { message = new { type = "status-update", status = "ringing", timestamp = 1763900000000, call = new { id = call } } }),
            };
            request.Headers.Add("x-vapi-secret", Platform.WebhookSecret);
            return await platform.Client.SendAsync(request, Ct);
        }

        /// <summary>Waits until one more request is answered so.</summary>
        public async Task SeesAsync(HttpStatusCode status)
        {
            var before = answers.GetValueOrDefault(status);
            await Eventually.HoldsAsync(() => Task.FromResult(answers.GetValueOrDefault(status) > before + 3), $"{(int)status} is answered");
        }

        public async Task StopAsync()
        {
            await stopping.CancelAsync();
            await Task.WhenAll(people);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            stopping.Dispose();
        }

        private static async Task<HttpResponseMessage> KeepAsync(ConcurrentBag<string> kept, Func<string, Task<HttpResponseMessage>> send)
        {
            var name = Guid.NewGuid().ToString();
            var response = await send(name);
            if (response.IsSuccessStatusCode)
            {
                kept.Add(name);
            }

            return response;
        }

        private async Task RunAsync(Func<Task<HttpResponseMessage>> ask)
        {
            while (!stopping.IsCancellationRequested)
            {
                using var response = await ask();
                answers.AddOrUpdate(response.StatusCode, 1, (_, n) => n + 1);
                if (!response.IsSuccessStatusCode && (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is null))
                {
                    Wrong.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
                }
            }
        }
    }
}
