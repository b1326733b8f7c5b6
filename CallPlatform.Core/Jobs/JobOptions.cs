using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Core.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>For how long a Worker that fell silent keeps its jobs from the others. A Worker that runs renews in time.</summary>
    [Range(2, 3600)]
    public double LeaseSeconds { get; set; } = 30;

    /// <summary>How many jobs a Worker runs at once.</summary>
    [Range(1, 1000)]
    public int SideBySide { get; set; } = 24;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
