using System.Text.Json;
using CallPlatform.Core.Webhooks;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallPlatform.Api;

/// <summary>
/// Every refusal, as <c>application/problem+json</c>: <c>detail</c> and <c>message</c> say the same to the person who can mend it,
/// <c>code</c> is what programs decide by.
/// </summary>
internal static class Problems
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
                validation.Errors = validation.Errors.ToDictionary(e => SnakeCase(e.Key), e => e.Value);
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

        var detail = error switch
        {
            BadHttpRequestException { InnerException: JsonException json } => $"The body is not the JSON that is expected here{At(json)}.",
            BadHttpRequestException bad => bad.Message,
            _ => DetailOf(status),
        };
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = status, Detail = detail },
        }).AsTask();
    }

    private static string At(JsonException error) => error.Path is { Length: > 2 } path ? $" (at {path[2..]})" : "";

    private static int StatusOf(Exception error) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InboxFullException => 503,
        DbUpdateConcurrencyException => 409,
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or TimeoutException or System.Net.Sockets.SocketException } => 503,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" or "53100" } => 503,
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
