namespace CallPlatform.Contracts;

/// <summary>How the organisation's sample data stands: <c>GET /api/v1/sample-data</c>.</summary>
/// <param name="State"><c>none</c>, <c>filling</c>, <c>filled</c>, <c>removing</c> or <c>failed</c>.</param>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Done">How much of the step is done.</param>
/// <param name="Total">How much the step has.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was done, or failed.</param>
public sealed record SampleDataStatus(
    string State, string? Step, int Done, int Total, string? Error, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
