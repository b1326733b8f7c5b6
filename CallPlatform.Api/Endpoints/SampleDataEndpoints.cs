using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.SampleData;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Api.Endpoints;

/// <summary>A month of made-up calls to look at, and their removal. The Worker does both; <c>GET</c> says how far it is.</summary>
internal static class SampleDataEndpoints
{
    private const string Route = "/api/v1/sample-data";

    public static void MapSampleData(this IEndpointRouteBuilder routes)
    {
        var sample = routes.MapGroup(Route).WithTags("Sample data").RequireAuthorization(Permissions.Own);

        sample.MapGet("/", Get);
        sample.MapPost("/", Fill);
        sample.MapDelete("/", Remove);
    }

    private static async Task<Ok<Envelope<SampleDataStatus>>> Get(SampleDataDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await StatusAsync(desk, ct));

    private static async Task<Results<Accepted<Envelope<SampleDataStatus>>, ProblemHttpResult>> Fill(
        ClaimsPrincipal caller, SampleDataDesk desk, CancellationToken ct) =>
        await desk.FillAsync(caller.OrganizationId(), caller.UserId(), ct) is { } refusal ? Refused(refusal) : TypedResults.Accepted(Route, await StatusAsync(desk, ct));

    private static async Task<Results<Accepted<Envelope<SampleDataStatus>>, ProblemHttpResult>> Remove(
        ClaimsPrincipal caller, SampleDataDesk desk, CancellationToken ct) =>
        await desk.RemoveAsync(caller.OrganizationId(), caller.UserId(), ct) is { } refusal ? Refused(refusal) : TypedResults.Accepted(Route, await StatusAsync(desk, ct));

    private static async Task<Envelope<SampleDataStatus>> StatusAsync(SampleDataDesk desk, CancellationToken ct)
    {
        var run = await desk.FindAsync(ct);
        return new Envelope<SampleDataStatus>(true, run is null
            ? new SampleDataStatus(SampleDataStates.None, null, 0, 0, null, null, null)
            : new SampleDataStatus(run.State, run.Step, run.Done, run.Total, run.Error, run.StartedAt, run.FinishedAt));
    }

    private static ProblemHttpResult Refused(SampleDataRefusal refusal)
    {
        var (code, detail) = SampleDataDesk.Explain(refusal);
        return Problems.Conflict(code, detail);
    }
}
