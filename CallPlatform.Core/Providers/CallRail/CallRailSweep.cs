using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Inbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>
/// Asks CallRail for its calls, since it never sends a webhook twice and may stop a hook that failed: what never arrived is made
/// here, marked <c>source: sweep</c>. Each sweep looks back over the last one, so that a late record is found too.
/// </summary>
public sealed partial class CallRailSweep
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(2);
    private static readonly TimeSpan First = TimeSpan.FromDays(1);

    private readonly IServiceScopeFactory scopes;
    private readonly IOptionsMonitor<CallRailOptions> options;
    private readonly TimeProvider clock;
    private readonly ILogger<CallRailSweep> log;
    private readonly CallRailClient client;

    internal CallRailSweep(
        CallRailClient client, IServiceScopeFactory scopes, IOptionsMonitor<CallRailOptions> options, TimeProvider clock, ILogger<CallRailSweep> log)
    {
        this.client = client;
        this.scopes = scopes;
        this.options = options;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Sweeps when it is time. Returns how many calls CallRail listed, null when it was not asked.</summary>
    public async Task<int?> RunIfDueAsync(CancellationToken ct)
    {
        var every = TimeSpan.FromMinutes(options.CurrentValue.SweepMinutes);
        if (every <= TimeSpan.Zero || !client.HasKey)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();

        // Whoever moves the mark sweeps: two Workers ask once.
        var claimed = await db.Database.ExecuteSqlAsync(
            $"""
            insert into provider_sweeps (provider, swept_until, updated_at) values ('callrail', {now - First}, {now})
            on conflict (provider) do update set updated_at = excluded.updated_at where provider_sweeps.updated_at < {now - every}
            """,
            ct);
        return claimed == 0 ? null : await SweepAsync(now, ct);
    }

    /// <summary>Sweeps now.</summary>
    public async Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
        var mark = await db.ProviderSweeps.AsTracking().FirstOrDefaultAsync(s => s.Provider == "callrail", ct);
        if (mark is null)
        {
            mark = new ProviderSweep { Provider = "callrail", SweptUntil = now - First };
            db.ProviderSweeps.Add(mark);
        }

        mark.UpdatedAt = now;
        try
        {
            mark.LastFound = await FindAsync(mark.SweptUntil - Overlap, ct);
            mark.SweptUntil = now;
            mark.LastError = null;
        }
        catch (ProviderException error)
        {
            LogNotSwept(error);
            mark.LastError = error.Message;
        }

        await db.SaveChangesAsync(ct);
        return mark.LastFound;
    }

    private async Task<int> FindAsync(DateTimeOffset from, CancellationToken ct)
    {
        var found = 0;
        await foreach (var page in client.ListAsync(from, ct))
        {
            found += page.Count;
            foreach (var some in page.Chunk(100))
            {
                await using var scope = Scope();
                var intake = scope.ServiceProvider.GetRequiredService<InboundIntake>();
                await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(token => intake.ApplyAsync(some, token), ct);
            }
        }

        return found;
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        return scope;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "CallRail could not be swept; the next sweep looks back as far.")]
    private partial void LogNotSwept(Exception error);
}
