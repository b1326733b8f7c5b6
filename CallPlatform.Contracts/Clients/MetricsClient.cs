namespace CallPlatform.Contracts;

/// <summary>Figures of the organisation's days, both included; without days the last 30.</summary>
public sealed partial class ApiClient
{
    public async Task<CsrOverview> GetMyCsrOverviewAsync(DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/metrics/csr/overview/self" + DaysText(from, to), Json.EnvelopeCsrOverview, ct)).Data;

    /// <param name="granularity"><c>day</c>, <c>week</c> or <c>month</c>.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<BookingTrend> GetMyBookingTrendAsync(string granularity, DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/metrics/csr/booking-trend/self" + DaysText(from, to, ("granularity", granularity)), Json.EnvelopeBookingTrend, ct)).Data;

    public async Task<SalesOverview> GetMySalesOverviewAsync(DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/metrics/sales/rep/overview/self" + DaysText(from, to), Json.EnvelopeSalesOverview, ct)).Data;

    public async Task<ExecCsrOverview> GetCsrOverviewAsync(DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/metrics/exec/csr/overview" + DaysText(from, to), Json.EnvelopeExecCsrOverview, ct)).Data;

    public async Task<ExecSalesOverview> GetSalesOverviewAsync(DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/metrics/exec/sales/overview" + DaysText(from, to), Json.EnvelopeExecSalesOverview, ct)).Data;
}
