using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.Home;

public sealed record MyCsrFigures(CsrOverview Now, CsrOverview Before, BookingTrend Trend);
