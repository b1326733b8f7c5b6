namespace CallPlatform.Contracts;

/// <summary>What goes on now: <c>GET /api/v1/live/board</c>. Read from the few rows that are under way and from counters, however long the history.</summary>
/// <param name="AsOf">When it was read.</param>
/// <param name="Active">Lines in use, of <paramref name="MaxConcurrentCalls"/>.</param>
/// <param name="MaxConcurrentCalls">The organisation's limit.</param>
/// <param name="Waiting">Calls that wait to be dialled: those of running campaigns, and of none; the latter counted up to 10,000.</param>
/// <param name="DialsInLastMinute">Of <paramref name="CallsPerMinute"/>.</param>
/// <param name="CallsPerMinute">The organisation's limit.</param>
/// <param name="FailedDials">Of the last five minutes' dials, those that were refused, got no answer from the provider, or ended in an error.</param>
/// <param name="Calls">Under way, oldest first; at most 200.</param>
public sealed record LiveBoard(
    DateTimeOffset AsOf, int Active, int MaxConcurrentCalls, long Waiting, int DialsInLastMinute, int CallsPerMinute, int FailedDials, IReadOnlyList<LiveCall> Calls);

/// <summary>A call under way.</summary>
/// <param name="Id">Which.</param>
/// <param name="PersonName">Who, if known.</param>
/// <param name="Phone">E.164, of the person.</param>
/// <param name="Direction"><c>outbound</c> or <c>inbound</c>.</param>
/// <param name="Status">queued, initiated, ringing or in-progress.</param>
/// <param name="About">The campaign or the project it belongs to.</param>
/// <param name="Agent">Who talks for the business.</param>
/// <param name="Since">When it was given to the provider.</param>
/// <param name="TalkingSince">When the person answered.</param>
/// <param name="IsDemo">It enters no number.</param>
/// <param name="LastWords">The last two lines of the talk, each as <c>AI: …</c> or <c>User: …</c>, where the provider tells them while they talk.</param>
public sealed record LiveCall(
    Guid Id, string? PersonName, string Phone, string Direction, string Status, string? About, string? Agent, DateTimeOffset Since,
    DateTimeOffset? TalkingSince, bool IsDemo, string? LastWords);
