using System.Globalization;
using System.Text.RegularExpressions;
using CallPlatform.Benchmarks.Support;
using CallPlatform.Core;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CallPlatform.Benchmarks.Parts;

/// <summary>What must cost the same for a hundred people as for a hundred thousand and more: the dialer's own claim, a campaign's progress, its rehearsal.</summary>
internal static partial class CampaignPart
{
    private const double RehearsalLimit = 5;

    public static async Task RunAsync(Bench bench)
    {
        var many = bench.Quick ? 100_000 : 1_000_000;
        await using (var few = await CampaignRows.CreateAsync(bench, 1_000))
        await using (var lots = await CampaignRows.CreateAsync(bench, many))
        {
            await bench.CompareAsync(
                $"due-call claim of 50, {many:N0} waiting", "1,000 waiting", "ms", "≤ 1.5", () => ClaimAsync(lots.Database), () => ClaimAsync(few.Database));
        }

        await using var small = await CampaignRows.CreateAsync(bench, 100);
        await using var large = await CampaignRows.CreateAsync(bench, 100_000);
        await bench.CompareAsync("campaign progress, 100,000 calls", "100 calls", "ms", "≤ 1.2", () => ProgressAsync(large), () => ProgressAsync(small));
        await bench.CompareAsync(
            "rehearsal of 100,000 contacts", "the limit", "s", "≤ 1",
            () => Bench.SecondsAsync(async () => _ = await large.AskAsync(s => s.GetRequiredService<Rehearsal>().RunAsync(large.Campaign, CancellationToken.None))),
            () => Task.FromResult(RehearsalLimit));
    }

    private static async Task<double> ProgressAsync(CampaignRows rows)
    {
        const int Runs = 200;
        return 1000 * await Bench.SecondsAsync(async () =>
        {
            for (var i = 0; i < Runs; i++)
            {
                await rows.AskAsync(s => s.GetRequiredService<CampaignProgressQuery>().RunAsync(rows.Campaign, CancellationToken.None));
            }
        }) / Runs;
    }

    // Rolled back, so that each finds the same rows; the locks are taken all the same.
    private static async Task<double> ClaimAsync(Database database)
    {
        const int Runs = 50;
        var statement = DialClaim.Statement(DateTimeOffset.UtcNow, 50);
        await using var connection = await database.Platform.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            Hole().Replace(statement.Format, hole => $"${int.Parse(hole.Groups[1].Value, CultureInfo.InvariantCulture) + 1}"), connection);
        foreach (var value in statement.GetArguments())
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.PrepareAsync();
        return 1000 * await Bench.SecondsAsync(async () =>
        {
            for (var i = 0; i < Runs; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var claimed = 0;
                await using (var rows = await command.ExecuteReaderAsync())
                {
                    while (await rows.ReadAsync())
                    {
                        claimed++;
                    }
                }

                if (claimed != 50)
                {
                    throw new InvalidOperationException($"The claim took {claimed} calls, not 50: the figure would mean nothing.");
                }

                await transaction.RollbackAsync();
            }
        }) / Runs;
    }

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Hole();
}

/// <summary>A database with one running campaign of so many calls that are due.</summary>
internal sealed class CampaignRows : IAsyncDisposable
{
    private readonly IHost host;

    private CampaignRows(IHost host, Guid organization, Guid campaign) => (this.host, Organization, Campaign) = (host, organization, campaign);

    public Guid Organization { get; }

    public Guid Campaign { get; }

    public Database Database => host.Services.GetRequiredService<Database>();

    public static async Task<CampaignRows> CreateAsync(Bench bench, int calls)
    {
        var connection = await bench.CreateDatabaseAsync();
        var campaign = Guid.CreateVersion7();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand($"""
            set app.organization = '*';
            update dial_limits set max_concurrent = 1000, per_minute = 100000;
            insert into campaigns (id, organization_id, name, status, provider, created_at, updated_at, started_at)
            select '{campaign}', id, 'Benchmark', 'running', 'vapi', now(), now(), now() from organizations;
            insert into calls (id, organization_id, campaign_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, status, max_attempts, counted_on, created_at, updated_at)
            select gen_random_uuid(), o.id, '{campaign}', 'outbound', 'feedback', 'vapi', 'a', 'f', '+1555' || lpad(g::text, 7, '0'), now() - interval '1 hour', 'ready', 3, current_date, now(), now()
            from organizations o, generate_series(1, {calls}) g;
            insert into campaign_counts (campaign_id, organization_id, key, value) select '{campaign}', id, 'status:ready', {calls} from organizations;
            select id from organizations;
            """, database) { CommandTimeout = 1200 };
        var organization = (Guid)(await command.ExecuteScalarAsync())!;
        await using (var settle = new NpgsqlCommand("vacuum analyze", database) { CommandTimeout = 1200 })
        {
            await settle.ExecuteNonQueryAsync(); // or autovacuum would, during the measurement
        }

        await bench.Cluster.QueryAsync("checkpoint");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:callsdb", connection), new("Auth:SigningKey", Convert.ToBase64String(new byte[48]))]);
        builder.AddCore();
        return new CampaignRows(builder.Build(), organization, campaign);
    }

    /// <summary>Asks a service of the platform in the organisation's name.</summary>
    public async Task<T> AskAsync<T>(Func<IServiceProvider, Task<T>> question)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(Organization);
        return await question(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        host.Dispose();
    }
}
