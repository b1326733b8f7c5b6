namespace CallPlatform.AppHost.Embedded;

/// <summary>endpoints.json: everything a script needs to use the running platform. It exists only while that runs.</summary>
internal sealed record Endpoints
{
    public required string Api { get; init; }

    public required string Web { get; init; }

    public string? Simulator { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    public string? OrganizationId { get; init; }

    public required string Database { get; init; }

    public required int Launcher { get; init; }

    public required SortedDictionary<string, int> Processes { get; init; }
}
