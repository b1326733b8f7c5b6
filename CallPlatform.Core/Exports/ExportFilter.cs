using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Exports;

/// <summary>What narrows an export; the same words as on the list's page.</summary>
public sealed record ExportFilter(string? Status = null, string? Search = null, Guid? ContactId = null, DateOnly? DateFrom = null, DateOnly? DateTo = null, string? Direction = null)
{
    internal CallSearch AsCallSearch() => new(StatusNames, Search, ContactId, DateFrom, DateTo, Direction);

    internal string[] StatusNames => Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

/// <summary>Where a page of an export begins: behind this row.</summary>
internal readonly record struct ExportCursor(DateTimeOffset At, Guid Id);

/// <summary>One line of the file, and where it stands in the list.</summary>
internal sealed record ExportRow(ExportCursor Cursor, string[] Fields);
