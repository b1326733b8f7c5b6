using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>Ends a cancelled call's line at the provider, once the provider knows it.</summary>
internal sealed class EndCallJob(CallPlatformDbContext db, VoiceProviders providers, TimeProvider clock) : IJobHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static string Kind => "end_call";

    public static Job For(Call call, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = call.OrganizationId,
        Kind = Kind,
        Payload = new JsonObject { ["call_id"] = call.Id.ToString() }.ToJsonString(),
        DueAt = now,
        MaxAttempts = 12,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var callId = Guid.Parse(JsonNode.Parse(job.Payload)!["call_id"]!.GetValue<string>());
        var call = await db.Calls.FirstOrDefaultAsync(c => c.Id == callId, ct);
        var attempt = call is null
            ? null
            : await db.DialAttempts.Where(a => a.CallId == callId).OrderByDescending(a => a.Number).FirstOrDefaultAsync(ct);
        if (call is null || attempt is null)
        {
            return JobOutcome.Done;
        }

        if (attempt.State is DialAttemptState.Sending or DialAttemptState.Unknown)
        {
            return JobOutcome.Again(clock.GetUtcNow() + Pause); // not known yet whether there is a line
        }

        if (attempt.State is DialAttemptState.Sent && attempt.ProviderCallId is { } providerCallId)
        {
            await providers[call.Provider].EndAsync(providerCallId, call.State.ControlUrl, ct);
        }

        return JobOutcome.Done;
    }
}
