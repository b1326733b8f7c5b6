using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Api.Auth;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.Metadata;
using Npgsql;

namespace CallPlatform.Api;

/// <summary>
/// Every change that a signed-in caller makes is in the audit log before its answer leaves: <c>users.change</c> is the handler's name under
/// its area's. Ids and names of fields, never their values: the log is kept for good and holds no personal data. What writes its own entry
/// in its own transaction gets no second one.
/// </summary>
internal static partial class AuditTrail
{
    private const string Notes = "audit.notes";

    public static void UseAuditTrail(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint && IsChange(http.Request.Method) && http.User.Identity?.IsAuthenticated == true
            && endpoint.Metadata.GetMetadata<ReadOnlyMarker>() is null)
        {
            http.Response.OnStarting(() => http.Response.StatusCode < 400 ? WriteAsync(http, endpoint) : Task.CompletedTask);
        }

        return next(http);
    });

    /// <summary>A POST that only asks: it is no change, so the audit log hears nothing of it.</summary>
    public static TBuilder ChangesNothing<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ReadOnlyMarker());

    /// <summary>Adds to the entry what is worth knowing beside who and what. No personal data.</summary>
    public static void Note(this HttpContext http, string name, string? value)
    {
        if (value is not null)
        {
            if (http.Items[Notes] is not JsonObject notes)
            {
                http.Items[Notes] = notes = [];
            }

            notes[name] = value;
        }
    }

    /// <summary>Adds which fields changed.</summary>
    public static void NoteChanges(this HttpContext http, IEnumerable<string> fields) => http.Note("changed", string.Join(' ', fields));

    /// <summary>Which key it was, when the caller is a machine.</summary>
    public static string KeyData(ClaimsPrincipal caller) =>
        caller.FindFirstValue(Permissions.KeyClaim) is { } key ? new JsonObject { ["api_key"] = key }.ToJsonString() : "{}";

    /// <summary>What an entry keeps beside who did what: the route, the key, and what was noted. For an entry that is part of the change itself.</summary>
    public static string Data(this HttpContext http)
    {
        var data = http.Items[Notes] as JsonObject ?? [];
        data["route"] = $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";
        if (http.User.FindFirstValue(Permissions.KeyClaim) is { } key)
        {
            data["api_key"] = key;
        }

        return data.ToJsonString();
    }

    private static bool IsChange(string method) =>
        HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method);

    private static async Task WriteAsync(HttpContext http, Endpoint endpoint)
    {
        if (http.RequestServices.GetRequiredService<CallPlatformDbContext>().ChangeTracker.Entries<AuditEntry>().Any())
        {
            return;
        }

        var area = (endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var tag, ..] ? tag : "api").ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        var verb = endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler && !handler.Name.Contains('<', StringComparison.Ordinal) ? handler.Name : http.Request.Method;
        try
        {
            await http.RequestServices.GetRequiredService<AuditLog>().AppendAsync(
                http.User.OrganizationId(), http.User.UserId(), $"{area}.{JsonNamingPolicy.SnakeCaseLower.ConvertName(verb)}", area, SubjectOf(http), http.Data(), CancellationToken.None);
        }
        catch (NpgsqlException error)
        {
            // The change is made; refusing its answer would only make its caller repeat it.
            LogNotWritten(http.RequestServices.GetRequiredService<ILogger<AuditLog>>(), error, area, verb);
        }
    }

    /// <summary>The id in the address, or of what was made.</summary>
    private static Guid? SubjectOf(HttpContext http)
    {
        foreach (var value in http.Request.RouteValues.Values)
        {
            if (Guid.TryParse(value?.ToString(), out var id))
            {
                return id;
            }
        }

        return Guid.TryParse(http.Response.Headers.Location.ToString().Split('/')[^1], out var made) ? made : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A change ({Area}, {Verb}) was made, but could not be written to the audit log.")]
    private static partial void LogNotWritten(ILogger log, Exception error, string area, string verb);

    private sealed class ReadOnlyMarker;
}
