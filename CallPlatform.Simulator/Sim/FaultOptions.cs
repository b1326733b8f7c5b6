using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Simulator.Sim;

/// <summary>Faults of one provider. Numbers from 0 to 1 are the share of deliveries or answers that suffer it.</summary>
internal sealed class FaultOptions
{
    public WebhookFaults Webhooks { get; set; } = new();

    /// <summary>Answers to requests that act: a dial, a message, a transcription order.</summary>
    public AnswerFaults Answers { get; set; } = new();

    /// <summary>Answers to requests that only read.</summary>
    public AnswerFaults Lookups { get; set; } = new();

    /// <summary>Added to every time this provider reports.</summary>
    [Range(-864_000, 864_000)] public int ClockSkewSeconds { get; set; }

    /// <summary>The final report comes so much later, in milliseconds of the wall clock.</summary>
    [Range(0, int.MaxValue)] public int LateReportMs { get; set; }
    public bool NoReport { get; set; }
    public bool ReportBeforeEnded { get; set; }

    /// <summary>Every answered call ends with this reason, known or not.</summary>
    public string? EndedReason { get; set; }

    /// <summary>A message of this type, which nobody has heard of, is slipped into every call.</summary>
    public string? ExtraMessageType { get; set; }

    /// <summary>The control URL answers 400 while the call has not connected.</summary>
    public bool RefuseControlBeforeAnswer { get; set; }

    /// <summary>What happens to a dial over the limit: <c>none</c> (there is no limit), <c>refuse</c> (400), <c>flag</c> (201 with <c>concurrencyBlocked</c>, the call waits), <c>end</c> (201, then ends by the limit).</summary>
    [RegularExpression("none|refuse|flag|end")] public string ConcurrencyMode { get; set; } = "none";
    [Range(0, 1_000_000)] public int ConcurrencyLimit { get; set; } = 10;
}

internal sealed class WebhookFaults
{
    [Range(0, 1)] public double Drop { get; set; }
    [Range(0, 1)] public double Duplicate { get; set; }
    [Range(1, 1_000_000)] public int DuplicateTimes { get; set; } = 1;

    /// <summary>Such a delivery waits a random time up to <see cref="ReorderMs"/> while later ones overtake it.</summary>
    [Range(0, 1)] public double Reorder { get; set; }
    [Range(0, 3_600_000)] public int ReorderMs { get; set; } = 500;
    [Range(0, int.MaxValue)] public int DelayMs { get; set; }
    [Range(0, 1)] public double Garbage { get; set; }
    [Range(0, 1)] public double Truncate { get; set; }
    [Range(0, 1)] public double WrongContentType { get; set; }
    [Range(0, 1)] public double WrongSignature { get; set; }
}

internal sealed class AnswerFaults
{
    [Range(0, 1)] public double Status429 { get; set; }

    /// <summary>500 and nothing was done.</summary>
    [Range(0, 1)] public double Status500 { get; set; }

    /// <summary>500 although the phone rings.</summary>
    [Range(0, 1)] public double Status500AfterActing { get; set; }

    /// <summary>The connection is dropped although the phone rings.</summary>
    [Range(0, 1)] public double DropAfterActing { get; set; }
    [Range(0, 1)] public double Garbage { get; set; }
    [Range(0, 1)] public double Truncate { get; set; }
    [Range(0, 1)] public double WrongContentType { get; set; }
    [Range(0, 600_000)] public int DelayMs { get; set; }
}
