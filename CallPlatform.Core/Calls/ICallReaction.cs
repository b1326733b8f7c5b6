namespace CallPlatform.Core.Calls;

/// <summary>A call that signals changed: how it stood and how it stands.</summary>
public sealed record CallChange(Call Call, CallState Before, IReadOnlyList<CallSignal> Signals)
{
    /// <summary>As the signals left it: a reaction that makes the call due again does not hide the end from the others.</summary>
    public CallState After { get; } = Call.State;

    /// <summary>This change ended the attempt.</summary>
    public bool Ended => After.Status.IsTerminal() && !Before.Status.IsTerminal();

    /// <summary>This change brought the end-of-call report, with transcript and analysis if there are any.</summary>
    public bool Reported => After.ReportReceived && !Before.ReportReceived;
}

/// <summary>
/// What follows from calls having changed (retries, feedback fields, suppression, follow-ups …). Runs in the transaction of the
/// change, before it is saved; what takes long or leaves the house is a job it enqueues.
/// </summary>
public interface ICallReaction
{
    Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct);
}
