using CallPlatform.Core.Dialing;

namespace CallPlatform.Core.Calls;

/// <summary>
/// A call and its attempt as a transaction left them. While that transaction's number stands on the row nobody has changed it, so it
/// need not be read again; an attempt only changes with its call.
/// </summary>
/// <param name="Call">A copy of its own, without contact and script.</param>
/// <param name="Attempt">A copy of its own.</param>
/// <param name="Version">The row's <c>xmin</c>.</param>
public sealed record KnownCall(Call Call, DialAttempt Attempt, uint Version)
{
    public static KnownCall Of(Call call, DialAttempt attempt, uint version)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(attempt);
        return new KnownCall(call.Copy(), attempt.Copy(), version);
    }
}
