namespace CallPlatform.Contracts;

/// <summary>A background job that gave up after its limit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it was to do, for instance <c>transcribe_recording</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">What went wrong the last time.</param>
/// <param name="CreatedAt">When the need arose.</param>
/// <param name="DiedAt">When it gave up.</param>
public sealed record BackgroundJobResponse(Guid Id, string Kind, int Attempts, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset DiedAt);
