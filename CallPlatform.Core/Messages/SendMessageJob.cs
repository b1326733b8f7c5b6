using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallPlatform.Core.Messages;

/// <summary>
/// After a call that reached nobody and is not tried again: the project's message. It is committed as <c>sending</c> before the gateway is
/// asked, so a crash costs a message at most, and never sends two.
/// </summary>
internal sealed class SendMessageJob(
    CallPlatformDbContext db, MessageGateway gateway, MessageHours hours, IOptions<MessageGatewayOptions> options, TimeProvider clock) : IJobHandler
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(10);

    public static string Kind => "send_message";

    /// <summary>Wanted within the caller's transaction; a call's job is open once, and runs when the dust has settled.</summary>
    public static Task EnqueueAsync(CallPlatformDbContext db, Call call, DateTimeOffset now, CancellationToken ct) => JobQueue.EnqueueAsync(
        (NpgsqlConnection)db.Database.GetDbConnection(),
        (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction(),
        [
            new Job
            {
                Id = Guid.CreateVersion7(now),
                OrganizationId = call.OrganizationId,
                Kind = Kind,
                Key = call.Id.ToString(),
                Payload = new JsonObject { ["call_id"] = call.Id.ToString() }.ToJsonString(),
                DueAt = now,
                TraceParent = Activity.Current?.Id,
                CreatedAt = now,
            },
        ],
        ct);

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var callId = Guid.Parse(JsonNode.Parse(job.Payload)!["call_id"]!.GetValue<string>());
        var now = clock.GetUtcNow();
        if (await WantedAsync(callId, ct) is not { } wanted)
        {
            return JobOutcome.Done;
        }

        var earliest = job.CreatedAt.AddSeconds(options.Value.DelaySeconds);
        if (earliest > now)
        {
            return JobOutcome.Again(earliest);
        }

        if (await hours.OpensAtAsync(wanted.Call, ct) is { } opens && opens > now)
        {
            return JobOutcome.Again(opens);
        }

        return await SendAsync(wanted, now, ct);
    }

    /// <summary>The project's message for a call that is over and reached nobody; null when none is wanted (any more).</summary>
    private async Task<Wanted?> WantedAsync(Guid callId, CancellationToken ct)
    {
        if (!gateway.IsSet
            || await db.Calls.FirstOrDefaultAsync(c => c.Id == callId, ct) is not { } call || !call.State.Status.IsMissed()
            || await db.AiCallLogs.FirstOrDefaultAsync(l => l.CallId == callId && l.Claims, ct) is not { ProjectId: { } projectId } log
            || await db.Projects.FirstOrDefaultAsync(p => p.Id == projectId, ct) is not { MessageChannel: { } channel, MessageTemplate: { Length: > 0 } template } project
            || await db.Leads.FirstOrDefaultAsync(l => l.Id == log.LeadId, ct) is not { } lead)
        {
            return null;
        }

        var organization = await db.Organizations.Select(o => o.Name).FirstAsync(ct);
        return new Wanted(call, log.LeadId, channel, MessageText.Fill(template, lead, project.Name, organization));
    }

    private async Task<JobOutcome> SendAsync(Wanted wanted, DateTimeOffset now, CancellationToken ct)
    {
        var message = new Message
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = wanted.Call.OrganizationId,
            Direction = "outbound",
            Channel = wanted.Channel,
            LeadId = wanted.LeadId,
            CallId = wanted.Call.Id,
            PhoneNumber = wanted.Call.ToNumber,
            Body = wanted.Body,
            Status = await hours.IsSuppressedAsync(wanted.Call.ToNumber, ct) ? MessageStatuses.Suppressed : MessageStatuses.Sending,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (await db.Messages.AsTracking().FirstOrDefaultAsync(m => m.CallId == wanted.Call.Id, ct) is { } earlier)
        {
            if (earlier.Status == MessageStatuses.Sending)
            {
                // A run before this one asked the gateway and died: it may have been sent.
                (earlier.Status, earlier.ErrorMessage, earlier.UpdatedAt) = (MessageStatuses.Unknown, "The gateway did not say whether it took the message.", now);
                await db.SaveChangesAsync(ct);
            }

            if (earlier.Status != MessageStatuses.Waiting)
            {
                return JobOutcome.Done;
            }

            (earlier.Status, earlier.Body, earlier.UpdatedAt) = (message.Status, message.Body, now);
            message = earlier;
        }
        else
        {
            db.Messages.Add(message);
        }

        await db.SaveChangesAsync(ct);
        return message.Status == MessageStatuses.Suppressed ? JobOutcome.Done : await AskAsync(message, ct);
    }

    private async Task<JobOutcome> AskAsync(Message message, CancellationToken ct)
    {
        ProviderException? failure = null;
        string? sid = null;
        try
        {
            sid = await gateway.SendAsync(message.Channel, message.PhoneNumber, message.Body, ct);
        }
        catch (ProviderException error)
        {
            failure = error;
        }

        var now = clock.GetUtcNow();
        message.UpdatedAt = now;
        message.ErrorCode = failure?.Code;
        message.ErrorMessage = failure?.Message;
        message.ProviderMessageId = sid;
        message.SentAt = sid is null ? null : now;
        message.Status = failure?.Failure switch
        {
            null => MessageStatuses.Sent,
            ProviderFailure.Retryable or ProviderFailure.NotAsked => MessageStatuses.Waiting,
            ProviderFailure.Unknown => MessageStatuses.Unknown,
            _ when failure.Code == "21610" => MessageStatuses.Suppressed, // the gateway knows of a STOP that we do not
            _ => MessageStatuses.Failed,
        };
        await db.SaveChangesAsync(CancellationToken.None);
        return message.Status == MessageStatuses.Waiting ? JobOutcome.Again(now + (failure!.RetryAfter ?? DefaultRetry)) : JobOutcome.Done;
    }

    private sealed record Wanted(Call Call, Guid LeadId, string Channel, string Body);
}
