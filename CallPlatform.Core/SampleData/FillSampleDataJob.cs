using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.SampleData;

/// <summary>
/// Fills an organisation with a month of calls, all of them through the Simulator and the platform's own doors. If a Worker dies over
/// it, the next one takes out what is there and begins anew.
/// </summary>
internal sealed partial class FillSampleDataJob(
    OrganizationScopes scopes, SampleInbound inbound, SampleOutbound outbound, SampleWork work, SampleProgress progress, TimeProvider clock,
    ILogger<FillSampleDataJob> log) : IJobHandler
{
    private const int Callers = 170;
    private const int Calls = 240;

    public static string Kind => "fill_sample_data";

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        var organization = job.OrganizationId!.Value;
        try
        {
            await progress.SayAsync(organization, "Staff, lines and a project", 0, 0, ct);
            await FillAsync(organization, ct);
            await FinishAsync(organization, SampleDataStates.Filled, "Done", null, ct);
        }
        catch (SampleDataUnwantedException)
        {
            // The removal waits for this job to end.
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotFilled(error, organization);
            await FinishAsync(organization, SampleDataStates.Failed, "It was not finished. What is there can be removed.", error.Message, ct);
        }

        return JobOutcome.Done;
    }

    private async Task FillAsync(Guid organization, CancellationToken ct)
    {
        var random = new Random();
        var people = new SamplePeople(random);
        await scopes.RunSeeingAllAsync(services => services.GetRequiredService<SampleRemoval>().RunAsync(organization, ct));
        var cast = await scopes.RunAsync(organization, services => services.GetRequiredService<SampleStage>().SetAsync(organization, random, ct));
        async Task<List<SamplePerson>> Reserve(IEnumerable<SamplePerson> wanted)
        {
            var made = wanted.ToList();
            return await scopes.RunAsync(organization, services => services.GetRequiredService<SampleStage>().ReserveAsync(organization, made, ct));
        }

        await inbound.PlayAsync(organization, cast, await Reserve(people.Callers(Callers)), Calls, random, ct);
        await outbound.CallAsync(organization, cast, await Reserve(SampleOutbound.Called.Select(people.With)), ct);
        await outbound.LeadsAsync(organization, cast, await Reserve(SampleOutbound.Leads.Select(people.With)), ct);
        await work.DoAsync(organization, cast, ct);
    }

    private Task<int> FinishAsync(Guid organization, string state, string step, string? error, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return scopes.ReadAsync(organization, db => db.SampleData.Where(r => r.State == SampleDataStates.Filling).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, state).SetProperty(r => r.Step, step).SetProperty(r => r.Error, error)
                .SetProperty(r => r.FinishedAt, now).SetProperty(r => r.UpdatedAt, now), ct));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sample data of organisation {OrganizationId} could not be finished.")]
    private partial void LogNotFilled(Exception error, Guid organizationId);
}

/// <summary>Takes the sample data out, once nobody fills any more and its talks are over.</summary>
internal sealed partial class RemoveSampleDataJob(OrganizationScopes scopes, TimeProvider clock, ILogger<RemoveSampleDataJob> log) : IJobHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static string Kind => "remove_sample_data";

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        var organization = job.OrganizationId!.Value;
        var filling = FillSampleDataJob.Kind;
        if (await scopes.ReadAsync(organization, db => db.Jobs.AnyAsync(j => j.OrganizationId == organization && j.Kind == filling && j.State != "dead", ct)))
        {
            return JobOutcome.Again(clock.GetUtcNow().AddSeconds(1));
        }

        try
        {
            // What providers still have to tell should find its call, for a while.
            if (await scopes.RunSeeingAllAsync(services => services.GetRequiredService<SampleRemoval>().CallOffAsync(organization, ct)) > 0
                && clock.GetUtcNow() - job.CreatedAt < LongestWait)
            {
                return JobOutcome.Again(clock.GetUtcNow().AddSeconds(2));
            }

            await scopes.RunSeeingAllAsync(services => services.GetRequiredService<SampleRemoval>().RunAsync(organization, ct));
            await scopes.ReadAsync(organization, db => db.SampleData.ExecuteDeleteAsync(ct));
        }
        catch (Exception error) when (!ct.IsCancellationRequested && job.Attempts >= job.MaxAttempts)
        {
            LogNotRemoved(error, organization);
            var now = clock.GetUtcNow();
            await scopes.ReadAsync(organization, db => db.SampleData.ExecuteUpdateAsync(
                set => set.SetProperty(r => r.State, SampleDataStates.Failed).SetProperty(r => r.Step, "It was not removed. Nothing was half-removed; try again.")
                    .SetProperty(r => r.Error, error.Message).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.UpdatedAt, now), ct));
        }

        return JobOutcome.Done;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sample data of organisation {OrganizationId} could not be removed.")]
    private partial void LogNotRemoved(Exception error, Guid organizationId);
}
