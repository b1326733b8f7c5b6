using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Core.Calls;

/// <summary>When a silent call is asked after, and given up; section <c>StaleCalls</c>. The defaults are the source system's.</summary>
public sealed class StaleCallOptions
{
    public const string Section = "StaleCalls";

    /// <summary>After this long without a word the provider is asked, in seconds.</summary>
    [Range(0.1, 86_400)]
    public double SyncAfterSeconds { get; set; } = 120;

    /// <summary>After this long without an answer the call has failed, in seconds.</summary>
    [Range(1, 86_400)]
    public double FailAfterSeconds { get; set; } = 600;

    /// <summary>How often the poller looks, in seconds.</summary>
    [Range(0.1, 3600)]
    public double PollIntervalSeconds { get; set; } = 15;

    public TimeSpan SyncAfter => TimeSpan.FromSeconds(SyncAfterSeconds);

    public TimeSpan FailAfter => TimeSpan.FromSeconds(FailAfterSeconds);

    public TimeSpan PollInterval => TimeSpan.FromSeconds(PollIntervalSeconds);
}
