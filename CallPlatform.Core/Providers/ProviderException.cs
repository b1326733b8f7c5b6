using System.Net;

namespace CallPlatform.Core.Providers;

/// <summary>Whether the outside world may have acted when a provider's answer was no success.</summary>
public enum ProviderFailure
{
    /// <summary>It said no: nothing happened, and the same request would get the same answer.</summary>
    Rejected,

    /// <summary>It said later: nothing happened; <see cref="ProviderException.RetryAfter"/> says when, if it did.</summary>
    Retryable,

    /// <summary>It has no such call.</summary>
    NotFound,

    /// <summary>No readable answer: it may have acted. Look before asking again.</summary>
    Unknown,

    /// <summary>It was not asked at all: the circuit is open, or no key is set.</summary>
    NotAsked,
}

/// <summary>A provider's answer that is no success. The message is for staff: it holds no keys and no personal data.</summary>
public sealed class ProviderException : Exception
{
    public ProviderException(string provider, ProviderFailure failure, string message, Exception? inner = null)
        : base(message, inner)
    {
        Provider = provider;
        Failure = failure;
    }

    public ProviderException()
        : this("provider", ProviderFailure.Unknown, "The provider failed.") { }

    public ProviderException(string message)
        : this("provider", ProviderFailure.Unknown, message) { }

    public ProviderException(string message, Exception innerException)
        : this("provider", ProviderFailure.Unknown, message, innerException) { }

    public string Provider { get; }

    public ProviderFailure Failure { get; }

    public HttpStatusCode? Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Stable, snake_case: <c>concurrency</c>, <c>rate_limit</c>, <c>bad_key</c>, <c>config</c>, <c>number</c> …</summary>
    public string Code { get; init; } = "provider_error";
}
