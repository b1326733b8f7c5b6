using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Api.Auth;
using CallPlatform.Api.Webhooks;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Messages;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>The doors through which leads come. Each answers as soon as the lead is stored; its call is a job.</summary>
internal static class LeadIntakeEndpoints
{
    private const int LargestForm = 64 << 10;
    private const int LargestFile = 20 << 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void MapLeadIntake(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leads/intake/{formToken}", Receive).WithTags("Leads").AllowAnonymous().RequireCors(LeadFormCors.Policy);
        routes.MapPost("/leads/import", Import).WithTags("Leads").RequireAuthorization(Permissions.EditContacts)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestFile));
        routes.MapPost("/api/v1/leads", Create).WithTags("Leads").RequireAuthorization(Permissions.EditContacts);
    }

    private static async Task<IResult> Receive(
        string formToken, HttpContext http, LeadForms forms, RateCounters counters, CurrentOrganization organization, CancellationToken ct)
    {
        if (await forms.FindAsync(formToken, ct) is not { } form)
        {
            return Problems.NotFound("form");
        }

        if (!LeadFormCors.Allows(form, http.Request.Headers.Origin))
        {
            return Problems.Of(403, "origin_not_allowed", "This site may not post to this form. Add its address to the form's allowed origins.");
        }

        if (http.Request.ContentLength > LargestForm)
        {
            return Problems.Of(413, "too_large", "A form has at most 64 KB.");
        }

        if (await IsTooMuchAsync(form, http, counters, ct))
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(counters.Left(Window).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problems.Of(429, "too_many_requests", "This form is posted too often. Try again in a minute.");
        }

        if (await BodyAsync(http, ct) is not { } body)
        {
            return Problems.Of(400, "bad_request", "Send the form's fields as a JSON object or form-encoded, at most 64 KB.");
        }

        if (LeadFields.IsSpam(body, form))
        {
            // The sender learns nothing: it looks as if it had worked.
            return TypedResults.Created((string?)null, new LeadAccepted(Guid.CreateVersion7(), LeadStatuses.New));
        }

        var (lead, missing) = LeadFields.Read(body, form);
        if (lead is null)
        {
            return Problems.Invalid(missing!, "The form has no such field. Name it so, or set the form's field_map.");
        }

        // Named before the scope first asks for the context: from here on it sees this organisation's rows only.
        organization.Set(form.OrganizationId);
        var intake = http.RequestServices.GetRequiredService<LeadIntake>();
        var added = (await intake.AddAsync(form.OrganizationId, [lead], "form", null, ct))[0];
        return TypedResults.Created((string?)null, new LeadAccepted(added.Id, added.Status));
    }

    private static async Task<Results<Created<Envelope<LeadAccepted>>, ProblemHttpResult>> Create(
        NewLeadRequest request, ClaimsPrincipal caller, LeadIntake intake, CallPlatformDbContext db, CancellationToken ct)
    {
        if (request.ProjectId is { } project && !await db.Projects.AnyAsync(p => p.Id == project && p.DeletedAt == null, ct))
        {
            return Problems.NotFound("project");
        }

        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        if (Core.Contacts.PhoneNumberReader.Normalize(request.PhoneNumber, country) is null)
        {
            return Problems.Invalid("phone_number", "This is no phone number that can be dialled. Write it with its country code, as in +919876543210.");
        }

        var lead = new NewLead(
            request.FullName, request.PhoneNumber, request.Email, request.City, request.Budget, request.Source ?? "manual", request.FormName, request.ProjectId);
        var added = (await intake.AddAsync(caller.OrganizationId(), [lead], "person", caller.UserId(), ct))[0];
        return TypedResults.Created($"/api/v1/leads/{added.Id}", new Envelope<LeadAccepted>(true, new LeadAccepted(added.Id, added.Status)));
    }

    private static async Task<Results<Ok<LeadImportResponse>, ProblemHttpResult>> Import(
        HttpRequest request, ClaimsPrincipal caller, LeadImport import, CancellationToken ct, bool dry_run = false, string? form_name = null)
    {
        await using var file = await FileAsync(request, ct);
        return await import.RunAsync(file, caller.OrganizationId(), caller.UserId(), form_name, dry_run, ct) switch
        {
            { } done => TypedResults.Ok(done),
            null => Problems.Invalid("file", "Send a CSV file with a header line that names at least phone_number, as text/csv or as the file of a form."),
        };
    }

    private static async Task<Stream> FileAsync(HttpRequest request, CancellationToken ct)
    {
        var stream = new MemoryStream();
        if (request.HasFormContentType && (await request.ReadFormAsync(ct)).Files is [var file, ..])
        {
            await file.CopyToAsync(stream, ct);
        }
        else
        {
            await request.Body.CopyToAsync(stream, ct);
        }

        stream.Position = 0;
        return stream;
    }

    // Counted before the body is read: a flood costs a counter, not a parse.
    private static async Task<bool> IsTooMuchAsync(LeadForm form, HttpContext http, RateCounters counters, CancellationToken ct)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        return await counters.HitAsync($"lead-form:{form.Id:N}:{address}", Window, ct) > form.PostsPerMinuteAddress
            || await counters.HitAsync($"lead-form:{form.Id:N}", Window, ct) > form.PostsPerMinute;
    }

    private static async Task<JsonObject?> BodyAsync(HttpContext http, CancellationToken ct)
    {
        var (bytes, _) = await WebhookDoor.ReadAsync(http);
        if (bytes is null || bytes.Length > LargestForm)
        {
            return null;
        }

        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            return ObjectOf(MessageForm.Parse(bytes));
        }

        if (http.Request.HasFormContentType)
        {
            // multipart/form-data, as pages with files send it; the fields count, files are nobody's lead.
            http.Request.Body = new MemoryStream(bytes);
            var form = await http.Request.ReadFormAsync(ct);
            return ObjectOf(form.Select(f => KeyValuePair.Create(f.Key, f.Value.FirstOrDefault() ?? "")));
        }

        try
        {
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonObject ObjectOf(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var body = new JsonObject();
        foreach (var (name, value) in fields)
        {
            body.TryAdd(name, value);
        }

        return body;
    }
}
