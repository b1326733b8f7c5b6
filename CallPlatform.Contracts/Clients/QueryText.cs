namespace CallPlatform.Contracts;

/// <summary>Query strings of what is set.</summary>
internal static class QueryText
{
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var text = "";
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                text += $"{(text.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return text;
    }

    /// <summary>The cursor in a <c>Link</c> header's address.</summary>
    public static string? CursorOf(string link)
    {
        var start = link.IndexOf("cursor=", StringComparison.Ordinal);
        return start < 0 ? null : Uri.UnescapeDataString(link[(start + 7)..].Split('&', '>')[0]);
    }
}
