namespace CallPlatform.Contracts;

/// <summary>A CSR's figures. Rates are from 0 to 1, and null when there is nothing to divide by.</summary>
public record CsrOverview
{
    public long TotalCalls { get; init; }
    public long QualifiedCalls { get; init; }
    public decimal? QualifiedRate { get; init; }
    public long BookedCalls { get; init; }
    public decimal? BookingRate { get; init; }
    public long ServiceNotOfferedCalls { get; init; }
    public decimal? ServiceNotOfferedRate { get; init; }
    public decimal? AvgObjectionsPerQualifiedCall { get; init; }
    public long QualifiedButUnbookedCalls { get; init; }

    /// <summary>From 0 to 10.</summary>
    public decimal? AvgComplianceScore { get; init; }
    public long OpenFollowups { get; init; }
    public long OverdueFollowups { get; init; }

    /// <summary>The objection that most often came up in qualified calls that were not booked.</summary>
    public string? TopReasonForMissedBookings { get; init; }
    public long PendingLeadsCount { get; init; }
}

/// <summary>One CSR's row of the executive overview; no id stands for calls that nobody is assigned to.</summary>
public sealed record CsrRow : CsrOverview
{
    public Guid? UserId { get; init; }
    public string? Name { get; init; }
}

/// <summary>The company's figures and a row for each CSR.</summary>
public sealed record ExecCsrOverview(CsrOverview Totals, IReadOnlyList<CsrRow> Csrs);

/// <summary>One day, week or month of the booking trend.</summary>
public sealed record BookingTrendPoint(DateOnly PeriodStart, long TotalCalls, long QualifiedCalls, long BookedCalls, decimal? BookingRate);

public sealed record BookingTrend(string Granularity, IReadOnlyList<BookingTrendPoint> Points);

/// <summary>A sales rep's figures. Scores are from 0 to 10 for compliance, from 0 to 1 for the others.</summary>
public record SalesOverview
{
    public long TotalAppointments { get; init; }
    public long CompletedAppointments { get; init; }
    public long Won { get; init; }
    public long Lost { get; init; }
    public long Pending { get; init; }

    /// <summary>Won of those decided; null while none is.</summary>
    public decimal? WinRate { get; init; }
    public decimal? AvgMeetingStructureScore { get; init; }
    public decimal? AvgComplianceScore { get; init; }
    public decimal? AvgSentimentScore { get; init; }
    public long OpenFollowups { get; init; }
    public long OverdueFollowups { get; init; }
    public AppointmentResponse? NextAppointment { get; init; }
}

/// <summary>One rep's row of the executive overview; no id stands for appointments without a rep.</summary>
public sealed record SalesRow : SalesOverview
{
    public Guid? UserId { get; init; }
    public string? Name { get; init; }
}

public sealed record ExecSalesOverview(SalesOverview Totals, IReadOnlyList<SalesRow> Reps);
