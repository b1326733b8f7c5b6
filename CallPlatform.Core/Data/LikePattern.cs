namespace CallPlatform.Core.Data;

/// <summary>What somebody typed, as a pattern of SQL's <c>ILIKE</c>: its own wildcards are letters like any other.</summary>
public static class LikePattern
{
    public static string Exactly(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
    }

    public static string Containing(string text) => $"%{Exactly(text)}%";
}
