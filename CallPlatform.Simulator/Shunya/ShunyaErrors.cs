using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Shunya;

internal sealed record ShunyaError(string ErrorCode, string ErrorType, string Message, bool Retryable, int? RetryAfter = null)
{
    public static readonly ShunyaError InvalidAudio = new("INVALID_AUDIO", "validation_error", "The audio could not be decoded.", false);
    public static readonly ShunyaError NoSpeech = new("NO_SPEECH_DETECTED", "processing_error", "The recording holds no speech.", false);
    public static readonly ShunyaError AnalysisFailed = new("ANALYSIS_FAILED", "processing_error", "The analysis could not be completed.", false);
    public static readonly ShunyaError Busy = new("PROCESSING_INTERRUPTED", "processing_error", "The worker was interrupted.", true);
    public static readonly ShunyaError RateLimited = new("RATE_LIMIT_EXCEEDED", "rate_limit_error", "Too many requests.", true, 1);
    public static readonly ShunyaError Internal = new("INTERNAL_ERROR", "server_error", "An unexpected error occurred.", true);
    public static readonly ShunyaError Unauthorized = new("UNAUTHORIZED", "authentication_error", "Invalid or missing API key.", false);
    public static readonly ShunyaError NoCompany = new("COMPANY_ID_REQUIRED", "validation_error", "The X-Company-ID header is required.", false);
    public static readonly ShunyaError NotFound = new("NOT_FOUND", "not_found_error", "No such call.", false);

    public static ShunyaError Invalid(string message) => new("VALIDATION_ERROR", "validation_error", message, false);

    public object Body() => new
    {
        ErrorCode,
        ErrorType,
        Message,
        Retryable,
        Details = RetryAfter is { } seconds ? new { retry_after = seconds } : (object)new { },
        Timestamp = DateTimeOffset.UtcNow,
        RequestId = "req_" + Guid.NewGuid().ToString("N")[..16],
    };

    public IResult Result(int status) => Json.SnakeResult(new { success = false, error = Body() }, status);
}
