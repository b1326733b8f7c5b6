using System.Globalization;
using CallPlatform.Contracts;

namespace CallPlatform.Core.Campaigns;

/// <summary>A limit that was passed.</summary>
/// <param name="Name"><c>failures</c>, <c>opt_outs</c>, <c>silent_calls</c> or <c>cost</c>.</param>
/// <param name="Text">In words, with the figures.</param>
public sealed record Trip(string Name, string Text);

/// <summary>Whether a campaign must pause itself. Pure.</summary>
public static class Breakers
{
    public static Trip? Check(MinuteTally window, BreakerLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (window.Ended < limits.MinCalls)
        {
            return null;
        }

        var minutes = limits.WindowMinutes;
        if (limits.MaxFailureRate is { } failures && window.Failed > failures * window.Ended)
        {
            return new Trip("failures", Text($"{window.Failed} of {window.Ended} calls failed within {minutes} minutes; the limit is {failures:P0}."));
        }

        if (limits.MaxOptOutRate is { } optOuts && window.OptedOut > optOuts * Math.Max(1, window.Answered))
        {
            return new Trip("opt_outs", Text($"{window.OptedOut} of {window.Answered} people who answered within {minutes} minutes asked not to be called again; the limit is {optOuts:P0}."));
        }

        if (limits.MaxSilentRate is { } silent && window.Silent > silent * window.Ended)
        {
            return new Trip("silent_calls", Text($"In {window.Silent} of {window.Ended} calls within {minutes} minutes the agent stayed silent; the limit is {silent:P0}."));
        }

        return limits.MaxCostPerAnswered is { } cost && window.Cost > cost * Math.Max(1, window.Answered)
            ? new Trip("cost", Text($"{window.Cost:0.00} dollars for {window.Answered} answered calls within {minutes} minutes; the limit is {cost:0.00} a call."))
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
