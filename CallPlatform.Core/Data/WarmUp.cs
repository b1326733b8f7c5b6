using CallPlatform.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>
/// Builds EF's model, compiles the hot queries and opens the first connections before the process says that it is healthy, so
/// that no person's request pays for it.
/// </summary>
internal sealed class WarmUp(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(Guid.Empty);
            var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
            var nobody = Guid.Empty;
            await db.Contacts.AsTracking().FirstOrDefaultAsync(c => c.Id == nobody && c.DeletedAt == null, cancellationToken);
            await db.Calls.Include(c => c.Contact).Include(c => c.Script).FirstOrDefaultAsync(c => c.Id == nobody, cancellationToken);
            await db.LockAsync(nobody, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The database is not there yet: the health check says so, and the first requests warm up instead.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
