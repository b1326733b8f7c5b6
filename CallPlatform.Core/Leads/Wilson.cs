namespace CallPlatform.Core.Leads;

/// <summary>A share of something that was counted, with the interval that holds the true share in 95 of 100 cases.</summary>
public readonly record struct Share(long Count, long Of, double? Rate, double? Low, double? High);

/// <summary>
/// Wilson's score interval: unlike the usual plus-minus it stays within 0 and 1 and is right for few calls and for shares near 0 or 1.
/// </summary>
public static class Wilson
{
    private const double Z = 1.959963984540054;

    public static Share Of(long count, long of)
    {
        if (of <= 0)
        {
            return new Share(count, 0, null, null, null);
        }

        var n = (double)of;
        var p = Math.Clamp(count / n, 0, 1);
        var z2 = Z * Z;
        var middle = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return new Share(count, of, p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
