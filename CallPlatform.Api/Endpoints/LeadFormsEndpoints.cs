using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>The public doors for leads, as staff set them up.</summary>
internal static class LeadFormsEndpoints
{
    public static void MapLeadForms(this IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("/lead-forms").WithTags("Lead forms").RequireAuthorization(Permissions.Manage);

        forms.MapGet("/", List);
        forms.MapPost("/", Create);
        forms.MapPut("/{id:guid}", Replace);
        forms.MapDelete("/{id:guid}", Delete);
    }

    private static async Task<Ok<PlainList<LeadFormResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var forms = await db.LeadForms.OrderByDescending(f => f.CreatedAt).ToListAsync(ct);
        return TypedResults.Ok(new PlainList<LeadFormResponse>([.. forms.Select(ResponseOf)], forms.Count, null));
    }

    private static async Task<Results<Created<LeadFormResponse>, ProblemHttpResult>> Create(
        LeadFormRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (Refuse(request) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var form = new LeadForm
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Token = LeadForms.NewToken(), Name = "", CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Write(form, request);
        db.LeadForms.Add(form);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/lead-forms/{form.Id}", ResponseOf(form));
    }

    private static async Task<Results<Ok<LeadFormResponse>, ProblemHttpResult>> Replace(
        Guid id, LeadFormRequest request, CallPlatformDbContext db, CancellationToken ct)
    {
        if (Refuse(request) is { } problem)
        {
            return problem;
        }

        if (await db.LeadForms.AsTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } form)
        {
            return Problems.NotFound("lead form");
        }

        Write(form, request);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ResponseOf(form));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.LeadForms.Where(f => f.Id == id).ExecuteDeleteAsync(ct) > 0 ? TypedResults.Ok(new SuccessResponse(true)) : Problems.NotFound("lead form");

    private static ProblemHttpResult? Refuse(LeadFormRequest request)
    {
        foreach (var origin in request.AllowedOrigins ?? [])
        {
            if (origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/"))
            {
                return Problems.Invalid("allowed_origins", $"'{origin}' is no origin. Write it as in https://example.com, without a path.");
            }
        }

        return request.FieldMap is { ValueKind: JsonValueKind.Object } map && map.EnumerateObject().Any(f => f.Value.ValueKind != JsonValueKind.String)
            ? Problems.Invalid("field_map", """Each value is the name of a field of the form, as in {"full_name": "your-name"}.""")
            : null;
    }

    private static void Write(LeadForm form, LeadFormRequest request)
    {
        form.Name = request.Name.Trim();
        form.Source = request.Source;
        form.AllowedOrigins = [.. (request.AllowedOrigins ?? []).Select(o => o.TrimEnd('/').ToLowerInvariant())];
        form.HoneypotField = request.HoneypotField;
        form.FieldMap = request.FieldMap is { ValueKind: JsonValueKind.Object } map ? map.GetRawText() : "{}";
        form.PostsPerMinute = request.PostsPerMinute;
        form.PostsPerMinuteAddress = request.PostsPerMinuteAddress;
    }

    private static LeadFormResponse ResponseOf(LeadForm form) => new(
        form.Id, form.Token, $"/leads/intake/{form.Token}", form.Name, form.Source, form.AllowedOrigins, form.HoneypotField,
        JsonText.Element(form.FieldMap)!.Value, form.PostsPerMinute, form.PostsPerMinuteAddress, form.IsActive, form.CreatedAt);
}
