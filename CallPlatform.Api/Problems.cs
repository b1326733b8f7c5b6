using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Core.Webhooks;
using CsvHelper;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallPlatform.Api;

/// <summary>
/// Every refusal, as <c>application/problem+json</c>: <c>detail</c> and <c>message</c> say the same to the person who can mend it,
/// <c>code</c> is what programs decide by.
/// </summary>
internal static partial class Problems
{
    public static ProblemHttpResult Of(int status, string code, string detail) => TypedResults.Problem(
        detail, statusCode: status, type: $"urn:callplatform:{code}",
        extensions: [new("code", code)]);

    public static ProblemHttpResult NotFound(string what) => Of(404, "not_found", $"There is no such {what}.");

    public static ProblemHttpResult Conflict(string code, string detail) => Of(409, code, detail);

    public static ProblemHttpResult Invalid(string field, string detail) => TypedResults.Problem(
        $"{field}: {detail}", statusCode: 400, type: "urn:callplatform:invalid", title: "The request is not valid.",
        extensions: [new("code", "invalid"), new("errors", new Dictionary<string, string[]> { [field] = [detail] })]);

    public static void AddProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (problem is HttpValidationProblemDetails validation)
            {
                validation.Errors = validation.Errors.ToDictionary(e => SnakeCase(e.Key), e => e.Value.Select(InOurWords).ToArray());
                problem.Title = "The request is not valid.";
                problem.Detail ??= string.Join(' ', validation.Errors.Select(e => $"{e.Key}: {e.Value.FirstOrDefault()}"));
                problem.Type = "urn:callplatform:invalid";
                problem.Extensions["code"] = "invalid";
            }

            problem.Detail ??= DetailOf(problem.Status);
            if (!problem.Extensions.ContainsKey("code"))
            {
                problem.Extensions["code"] = CodeOf(problem.Status);
                problem.Type = $"urn:callplatform:{CodeOf(problem.Status)}";
            }

            problem.Extensions["message"] = problem.Detail;
        });

    public static void UseProblems(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            // What was too large is not read to its end: the connection is of no use after it, and its client must not send the next request on it.
            http.Response.OnStarting(() =>
            {
                if (http.Response.StatusCode == StatusCodes.Status413PayloadTooLarge && http.Request.Protocol == HttpProtocol.Http11)
                {
                    http.Response.Headers.Connection = "close";
                }

                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteAsync,

            // Refusals and a database that is away are no bugs: no stack trace a request for them.
            SuppressDiagnosticsCallback = context => StatusOf(context.Exception) != 500,
        });
        app.UseStatusCodePages();
    }

    private static Task WriteAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        var status = StatusOf(error);
        context.Response.StatusCode = status;
        if (status == 503)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = UnreadableField(error) is var (field, text)
                ? new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [text] }) { Status = status }
                : new ProblemDetails { Status = status, Detail = DetailOf(error, status) },
        }).AsTask();
    }

    private static string DetailOf(Exception error, int status) => error switch
    {
        BadHttpRequestException { InnerException: null } => error.Message,
        BadHttpRequestException => DetailOf(status),
        CsvFormatException => $"The file is no CSV that can be read: {error.Message} What stood above it may be taken already; the corrected file adds the rest.",
        _ when status == 400 => "A text holds a character that cannot be stored (U+0000, half an emoji), or a number or time is out of range.",
        _ => DetailOf(status),
    };

    /// <summary>Which field of the body or the query could not be read, when the framework says so.</summary>
    private static (string Field, string Text)? UnreadableField(Exception error)
    {
        if (error is BadHttpRequestException { InnerException: JsonException json })
        {
            return json.Path is { Length: > 2 } path
                ? (path[2..], "The value has the wrong type or form.")
                : ("body", "The body is not the JSON that is expected here.");
        }

        // Failed to bind parameter "Nullable<DateOnly> DateFrom" from "xx".
        return error is BadHttpRequestException bad && UnboundParameter().Match(bad.Message) is { Success: true } match
            ? (match.Groups["name"].Value, $"'{match.Groups["value"].Value}' cannot be read as {Kind(match.Groups["type"].Value)}.")
            : null;
    }

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\w+)" from "(?<value>.{0,100})".*$""")]
    private static partial Regex UnboundParameter();

    private static string Kind(string type) => type switch
    {
        _ when type.Contains("DateOnly", StringComparison.Ordinal) => "a day (2026-01-31)",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => "a time (2026-01-31T09:00:00Z)",
        _ when type.Contains("Guid", StringComparison.Ordinal) => "an id",
        _ when type.Contains("int", StringComparison.OrdinalIgnoreCase) => "a whole number",
        _ when type.Contains("bool", StringComparison.OrdinalIgnoreCase) => "true or false",
        _ => "a value that is expected here",
    };

    // The attributes' own texts name the property as C# does; the reader sees the field's name beside the text.
    private static string InOurWords(string text) => NamedField().Replace(text, "This field ");

    [GeneratedRegex("""^The (field )?\w+ (field )?(?=is |must )""")]
    private static partial Regex NamedField();

    /// <summary>
    /// What PostgreSQL says of a value that it cannot keep: U+0000, half a surrogate pair, a number or time out of its range. A net below the
    /// checks of each field: whoever sent it can mend it.
    /// </summary>
    private static readonly HashSet<string> Unstorable =
    [
        PostgresErrorCodes.CharacterNotInRepertoire, PostgresErrorCodes.UntranslatableCharacter, PostgresErrorCodes.InvalidTextRepresentation,
        PostgresErrorCodes.NumericValueOutOfRange, PostgresErrorCodes.DatetimeFieldOverflow, PostgresErrorCodes.InvalidDatetimeFormat,
    ];

    private static int StatusOf(Exception error) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InboxFullException => 503,
        DbUpdateConcurrencyException => 409,
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or TimeoutException or System.Net.Sockets.SocketException } => 503,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" or "53100" } => 503,
        CsvFormatException => 400,
        PostgresException { SqlState: var state } when Unstorable.Contains(state) => 400,

        // Two at once wanted what only one can have.
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation } => 409,
        { InnerException: { } inner } when error is DbUpdateException or InvalidOperationException => StatusOf(inner),
        OperationCanceledException => 499,
        _ => 500,
    };

    private static string DetailOf(int? status) => status switch
    {
        400 => "The request could not be read.",
        401 => "Sign in first: send Authorization: Bearer with a valid access token, or X-Api-Key.",
        403 => "Your role does not allow this.",
        404 => "There is nothing at this address.",
        405 => "This address does not take that method.",
        409 => "Somebody else changed it meanwhile. Load it again and repeat your change.",
        413 => "The body is too large.",
        415 => "Send the body as application/json.",
        429 => "Too many requests. Try again in a while.",
        503 => "The database does not answer right now. Nothing was changed; try again in a moment.",
        _ => "Something failed on our side. It was logged; nothing was half-written.",
    };

    private static string CodeOf(int? status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        409 => "conflict",
        413 => "too_large",
        415 => "unsupported_media_type",
        429 => "too_many_requests",
        503 => "unavailable",
        _ => "internal_error",
    };

    private static string SnakeCase(string key) =>
        string.Join('.', key.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
