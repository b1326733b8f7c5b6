using CallPlatform.Core.Data;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.SampleData;

/// <summary>Runs steps of a long job each in a scope of its own, as one organisation: a context that has seen a thousand rows gets slow.</summary>
internal sealed class OrganizationScopes(IServiceScopeFactory scopes)
{
    public async Task<T> RunAsync<T>(Guid organizationId, Func<IServiceProvider, Task<T>> step)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organizationId);
        return await step(scope.ServiceProvider);
    }

    /// <summary>
    /// The same, seeing every organisation's rows: for deliveries, which are nobody's until they are worked on. The step keeps to its own.
    /// </summary>
    public async Task<T> RunSeeingAllAsync<T>(Func<IServiceProvider, Task<T>> step)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        return await step(scope.ServiceProvider);
    }

    /// <summary>A look at the organisation's rows.</summary>
    public Task<T> ReadAsync<T>(Guid organizationId, Func<CallPlatformDbContext, Task<T>> look) =>
        RunAsync(organizationId, services => look(services.GetRequiredService<CallPlatformDbContext>()));
}
