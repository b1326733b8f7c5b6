using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Shared;

public enum FailureKind
{
    /// <summary>The Api cannot be reached or answered with a fault of its own: trying again may help.</summary>
    Unavailable,
    Forbidden,
    NotFound,
    SignedOut,

    /// <summary>A rule said no, or a field was wrong: the words of the Api say what to change.</summary>
    Refused,
}

/// <summary>What went wrong, as a page can show it.</summary>
public sealed record Failure(FailureKind Kind, string? Detail, IReadOnlyDictionary<string, string[]> Fields, TimeSpan? RetryAfter = null, string? Code = null)
{
    private static readonly Dictionary<string, string[]> NoFields = [];

    public static Failure Unexpected { get; } = new(FailureKind.Unavailable, null, NoFields);

    /// <summary>Failures of the way to the Api and of the Api: a page shows them. Anything else is a fault of ours.</summary>
    public static bool IsExpected(Exception error) =>
        error is ApiException or HttpRequestException or TimeoutException or OperationCanceledException or IOException
        || error.GetType().Namespace?.StartsWith("Polly", StringComparison.Ordinal) == true;

    public static Failure Of(Exception error) => error is ApiException { Problem: var problem }
        ? new(KindOf(problem.Status), problem.Detail ?? problem.Title, problem.Errors ?? NoFields, problem.RetryAfter, problem.Code)
        : Unexpected;

    private static FailureKind KindOf(int status) => status switch
    {
        401 => FailureKind.SignedOut,
        403 => FailureKind.Forbidden,
        404 => FailureKind.NotFound,
        400 or 409 or 422 or 429 or 502 => FailureKind.Refused,
        _ => FailureKind.Unavailable,
    };
}
