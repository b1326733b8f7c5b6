namespace CallPlatform.Contracts;

/// <summary>A list in the envelope of <c>/api/v1</c>: <c>{"success": true, "data": {"items": [], "total": 0, "next_cursor": null}}</c>.</summary>
public sealed record Listing<T>(bool Success, ListingData<T> Data);

/// <param name="Items">This page.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
public sealed record ListingData<T>(IReadOnlyList<T> Items, long Total, string? NextCursor);

/// <summary>One thing in the envelope of <c>/api/v1</c>.</summary>
public sealed record Envelope<T>(bool Success, T Data);

public static class Listing
{
    public static Listing<T> Of<T>(IReadOnlyList<T> items, long total, string? nextCursor = null) => new(true, new(items, total, nextCursor));
}
