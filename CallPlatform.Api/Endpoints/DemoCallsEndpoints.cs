using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>AutoPulse's demo calls: make one, then dial it.</summary>
internal static class DemoCallsEndpoints
{
    public static void MapDemoCalls(this IEndpointRouteBuilder routes)
    {
        var demo = routes.MapGroup("/api/v1/calls/demo").WithTags("Demo calls").RequireAuthorization(Permissions.PlaceCalls);

        demo.MapPost("/", Create).Produces<DemoCallResponse>(201);
        demo.MapPost("/{id:guid}/initiate", Initiate).Produces<DemoCallResponse>();
    }

    private static async Task<IResult> Create(
        DemoCallRequest request, ClaimsPrincipal caller, DemoCalls demo, CallPlatformDbContext db, CancellationToken ct)
    {
        if (request.OrganizationId is { } other && other != caller.OrganizationId())
        {
            return Problems.NotFound("organization");
        }

        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        if (PhoneNumberReader.Normalize(request.PhoneNumber, country) is not { } phone)
        {
            return Problems.Invalid("phone_number", "This is no phone number that can be dialled. Write it with its country code, as in +14155550123.");
        }

        var made = await demo.CreateAsync(caller.OrganizationId(), caller.UserId(), request, phone, ct);
        return TypedResults.Created($"/api/v1/calls/{made.Call.Id}", new DemoCallResponse(
            made.Call.Id, made.Record.CustomerName, phone, made.Record.VehicleInfo, made.Call.CampaignId, "Ready"));
    }

    private static async Task<IResult> Initiate(Guid id, DemoCalls demo, CallPlatformDbContext db, CancellationToken ct)
    {
        if (CallNowProblems.Of(await demo.InitiateAsync(id, ct)) is { } problem)
        {
            return problem;
        }

        var call = await db.Calls.Where(c => c.Id == id).Select(c => new
        {
            c.Id, c.CustomerName, c.ToNumber, c.CampaignId, c.State.Status, c.State.ProviderCallId,
            Vehicle = db.ServiceRecords.Where(r => r.Id == c.ServiceRecordId).Select(r => r.VehicleInfo).FirstOrDefault(),
        }).FirstAsync(ct);
        return call.Status == CallStatus.Failed
            ? Problems.Of(502, "vapi_api_error", await CallNowProblems.ReasonAsync(db, id, ct))
            : TypedResults.Ok(new DemoCallResponse(
                call.Id, call.CustomerName!, call.ToNumber, call.Vehicle, call.CampaignId, FeedbackCallResponses.StatusOf(call.Status),
                call.ProviderCallId is null ? null : JsonSerializer.SerializeToElement(
                    new JsonObject { ["id"] = call.ProviderCallId, ["status"] = call.Status.Name() })));
    }
}
