using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallPlatform.Core;

/// <summary>The platform's own traces and metrics. Tags carry ids and outcomes, never people.</summary>
public static class Telemetry
{
    public const string Name = "CallPlatform";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> CallsEnded =
        Meter.CreateCounter<long>("callplatform.calls.ended", "{call}", "Calls that reached a terminal status, by status, provider and direction.");

    public static readonly Histogram<double> TimeToDial =
        Meter.CreateHistogram<double>("callplatform.calls.time_to_dial", "s", "From a call's due time to its being given to the provider.");

    public static readonly Histogram<double> ProviderDuration =
        Meter.CreateHistogram<double>("callplatform.provider.duration", "s", "Requests to providers, by provider, operation and outcome.");

    public static readonly Counter<long> JobsFinished =
        Meter.CreateCounter<long>("callplatform.jobs.finished", "{job}", "Jobs that ended, by kind and outcome.");

    public static readonly Counter<long> WebhooksReceived =
        Meter.CreateCounter<long>("callplatform.webhooks.received", "{delivery}", "Webhooks at the door, by provider and answer.");

    public static readonly Histogram<double> InboxLag =
        Meter.CreateHistogram<double>("callplatform.inbox.lag", "s", "From a webhook's arrival to its being worked on.");

    public static readonly Gauge<long> QueueDepth =
        Meter.CreateGauge<long>("callplatform.queue.depth", "{item}", "Due and not yet taken, by queue: jobs, inbox, calls; and dead_jobs, which wait for people.");

    public static readonly Gauge<double> QueueAge =
        Meter.CreateGauge<double>("callplatform.queue.age", "s", "How long what has waited longest is due, by queue.");

    public static readonly Gauge<long> DialLimit =
        Meter.CreateGauge<long>("callplatform.dialing.limit", "{call}", "The limits in force of an organisation that calls now: concurrent, per_minute.");

    public static readonly Gauge<long> ActiveCalls =
        Meter.CreateGauge<long>("callplatform.dialing.active", "{call}", "An organisation's outbound calls under way.");
}
