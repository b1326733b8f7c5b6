using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>An error as every route answers it (<c>application/problem+json</c>).</summary>
public sealed record ApiProblem
{
    public string? Type { get; init; }
    public string? Title { get; init; }
    public int Status { get; init; }
    public string? Detail { get; init; }

    /// <summary>The same text as <see cref="Detail"/>: BoostedCalls' clients read this one.</summary>
    public string? Message { get; init; }

    /// <summary>Stable, snake_case: what programs decide by.</summary>
    public string? Code { get; init; }

    /// <summary>For a 400: the texts by field.</summary>
    public Dictionary<string, string[]>? Errors { get; init; }

    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The Api refused or failed; <see cref="Problem"/> says why in words for a person.</summary>
public sealed class ApiException : Exception
{
    public ApiException(ApiProblem problem)
        : base(problem.Detail ?? problem.Title) => Problem = problem;

    public ApiException()
        : this(new ApiProblem()) { }

    public ApiException(string message)
        : this(new ApiProblem { Detail = message }) { }

    public ApiException(string message, Exception innerException)
        : base(message, innerException) => Problem = new ApiProblem { Detail = message };

    public ApiProblem Problem { get; }
}
