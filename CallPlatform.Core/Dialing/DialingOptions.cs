using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Core.Dialing;

/// <summary>How dialling behaves on this installation; section <c>Dialing</c>.</summary>
public sealed class DialingOptions
{
    public const string Section = "Dialing";

    /// <summary>How long a provider may take to answer a dial before its outcome counts as unknown, in seconds.</summary>
    [Range(1, 300)]
    public double RequestTimeoutSeconds { get; set; } = 45;

    /// <summary>Between two look-ups of an attempt whose outcome is unknown, in seconds. A provider's list may lag, so not less in production.</summary>
    [Range(0.1, 3600)]
    public double LookupIntervalSeconds { get; set; } = 60;

    /// <summary>After this long without a usable look-up the attempt counts as failed for good, in minutes.</summary>
    [Range(1, 1440)]
    public double GiveUpLookupAfterMinutes { get; set; } = 30;

    /// <summary>How long a person's request waits for the provider before it is answered with what is known, in seconds.</summary>
    [Range(0.1, 60)]
    public double PersonWaitSeconds { get; set; } = 10;

    /// <summary>Ring, longest talk and margin, in minutes: after it a silent call's line is taken back.</summary>
    [Range(1, 1440)]
    public double LongestCallMinutes { get; set; } = 20;

    /// <summary>How many calls a Worker claims at a time.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 50;

    /// <summary>How many requests to providers one Worker has under way.</summary>
    [Range(1, 1000)]
    public int MaxRequestsInFlight { get; set; } = 64;

    public TimeSpan RequestTimeout => TimeSpan.FromSeconds(RequestTimeoutSeconds);

    public TimeSpan LookupInterval => TimeSpan.FromSeconds(LookupIntervalSeconds);

    public TimeSpan GiveUpLookupAfter => TimeSpan.FromMinutes(GiveUpLookupAfterMinutes);

    public TimeSpan PersonWait => TimeSpan.FromSeconds(PersonWaitSeconds);

    public TimeSpan LongestCall => TimeSpan.FromMinutes(LongestCallMinutes);
}
