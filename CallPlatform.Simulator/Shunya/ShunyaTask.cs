using CallPlatform.Simulator.Scenarios;

namespace CallPlatform.Simulator.Shunya;

internal enum ShunyaWork
{
    Transcription,
    Analysis,
    Segmentation,
}

/// <summary>What Shunya knows of one call: whose it is, what is said in it, and how far each work is.</summary>
internal sealed class ShunyaCall
{
    public required string CallId { get; init; }
    public required string CompanyId { get; init; }
    public required string Number { get; init; }
    public required Conversation Talk { get; init; }
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public ShunyaTask?[] Latest { get; } = new ShunyaTask?[3];
    public Scenario Scenario => DigitTable.For(Number);
}

internal sealed class ShunyaTask
{
    public required string Id { get; init; }
    public required ShunyaWork Work { get; init; }
    public required ShunyaCall Call { get; init; }
    public required string Role { get; init; }
    public string Language { get; init; } = "en";
    public bool Done { get; set; }
    public ShunyaError? Error { get; set; }
    public string Status => !Done ? "processing" : Error is null ? "completed" : "failed";
}
