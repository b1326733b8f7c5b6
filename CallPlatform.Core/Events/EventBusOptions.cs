using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Core.Events;

/// <summary>The message bus of the Aspire build; section <c>EventBus</c>. PostgreSQL's own needs none of it.</summary>
public sealed class EventBusOptions
{
    public const string Section = "EventBus";

    /// <summary>The topic that carries all events.</summary>
    public const string Topic = "call-events";

    /// <summary>The subscription that the Workers share: of them, one takes a wake-up.</summary>
    public const string Relays = "relays";

    /// <summary>
    /// How many subscriptions <c>live-1</c>, <c>live-2</c> … the topic has: one for every process that runs at a time, twice as many
    /// while an upgrade replaces them.
    /// </summary>
    [Range(1, 500)]
    public int LiveSubscriptions { get; set; } = 12;

    /// <summary>This process runs loops, so it takes wake-ups.</summary>
    public bool TakesWakeUps { get; set; }

    /// <summary>From 1.</summary>
    public static string LiveSubscription(int number) => $"live-{number}";
}
