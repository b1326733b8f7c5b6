using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Api.Endpoints;

/// <summary>What came of the calls and appointments; <c>date_from</c> and <c>date_to</c> are the organisation's days, by default the last 30.</summary>
internal static class MetricsEndpoints
{
    private const int MostDays = 3660;

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var metrics = routes.MapGroup("/api/v1/metrics").WithTags("Metrics");

        metrics.MapGet("/csr/overview/self", GetCsr).RequireAuthorization(Permissions.OwnCsrFigures);
        metrics.MapGet("/csr/booking-trend/self", GetTrend).RequireAuthorization(Permissions.OwnCsrFigures);
        metrics.MapGet("/sales/rep/overview/self", GetRep).RequireAuthorization(Permissions.OwnSalesFigures);
        metrics.MapGet("/exec/csr/overview", GetCsrs).RequireAuthorization(Permissions.Manage);
        metrics.MapGet("/exec/sales/overview", GetReps).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Results<Ok<Envelope<CsrOverview>>, ProblemHttpResult>> GetCsr(
        ClaimsPrincipal caller, CsrFigures figures, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? date_from = null, string? date_to = null)
    {
        var (days, problem) = await DaysAsync(db, clock, date_from, date_to, 30, ct);
        return problem is not null ? problem : TypedResults.Ok(new Envelope<CsrOverview>(true, await figures.OfAsync(caller.UserId(), days, ct)));
    }

    private static async Task<Results<Ok<Envelope<BookingTrend>>, ProblemHttpResult>> GetTrend(
        ClaimsPrincipal caller, CsrFigures figures, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct,
        string granularity = "day", string? date_from = null, string? date_to = null)
    {
        if (granularity is not ("day" or "week" or "month"))
        {
            return Problems.Invalid("granularity", "It must be day, week or month.");
        }

        var (days, problem) = await DaysAsync(db, clock, date_from, date_to, granularity switch { "day" => 30, "week" => 84, _ => 365 }, ct);
        return problem is not null ? problem : TypedResults.Ok(new Envelope<BookingTrend>(true, await figures.TrendAsync(caller.UserId(), days, granularity, ct)));
    }

    private static async Task<Results<Ok<Envelope<SalesOverview>>, ProblemHttpResult>> GetRep(
        ClaimsPrincipal caller, SalesFigures figures, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? date_from = null, string? date_to = null)
    {
        var (days, problem) = await DaysAsync(db, clock, date_from, date_to, 30, ct);
        return problem is not null
            ? problem
            : TypedResults.Ok(new Envelope<SalesOverview>(true, await figures.OfAsync(caller.UserId(), days, InboundResponses.Appointment, ct)));
    }

    private static async Task<Results<Ok<Envelope<ExecCsrOverview>>, ProblemHttpResult>> GetCsrs(
        CsrFigures figures, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? date_from = null, string? date_to = null)
    {
        var (days, problem) = await DaysAsync(db, clock, date_from, date_to, 30, ct);
        return problem is not null ? problem : TypedResults.Ok(new Envelope<ExecCsrOverview>(true, await figures.OfAllAsync(days, ct)));
    }

    private static async Task<Results<Ok<Envelope<ExecSalesOverview>>, ProblemHttpResult>> GetReps(
        SalesFigures figures, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? date_from = null, string? date_to = null)
    {
        var (days, problem) = await DaysAsync(db, clock, date_from, date_to, 30, ct);
        return problem is not null
            ? problem
            : TypedResults.Ok(new Envelope<ExecSalesOverview>(true, await figures.OfAllAsync(days, InboundResponses.Appointment, ct)));
    }

    private static async Task<(Days Days, ProblemHttpResult? Problem)> DaysAsync(
        CallPlatformDbContext db, TimeProvider clock, string? from, string? to, int usual, CancellationToken ct)
    {
        var (range, problem) = await DayRange.ReadAsync(db, from, to, ct);
        if (problem is not null)
        {
            return (default, problem);
        }

        var last = range.LastDay ?? OrganizationClock.DayOf(clock.GetUtcNow(), (await DayRange.ZoneAsync(db, ct)).Id);
        var first = range.FirstDay ?? last.AddDays(1 - usual);
        return first > last || last.DayNumber - first.DayNumber > MostDays
            ? (default, Problems.Invalid("date_from", "It must be before date_to, and at most ten years."))
            : (new Days(first, last), null);
    }
}
