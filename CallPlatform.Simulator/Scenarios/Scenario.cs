namespace CallPlatform.Simulator.Scenarios;

internal enum Scenario
{
    Normal,
    Busy,
    NoAnswer,
    Voicemail,
    AssistantError,
    Refused,
    RateLimitedTwice,
    ServerErrorOnce,
    Silent,
    DoubledReversed,
    SlowAnswer,
    DroppedAnswer,
    HangsUp,
    OptsOut,
    Books,
}

/// <summary>The last four digits of the callee decide what happens, whoever the provider is.</summary>
internal static class DigitTable
{
    public static Scenario For(string number) => Digits(number) switch
    {
        "0001" => Scenario.Busy,
        "0002" => Scenario.NoAnswer,
        "0003" => Scenario.Voicemail,
        "0004" => Scenario.AssistantError,
        "0005" => Scenario.Refused,
        "0006" => Scenario.RateLimitedTwice,
        "0007" => Scenario.ServerErrorOnce,
        "0008" => Scenario.Silent,
        "0009" => Scenario.DoubledReversed,
        "0010" => Scenario.SlowAnswer,
        "0011" => Scenario.DroppedAnswer,
        "0012" => Scenario.HangsUp,
        "0013" => Scenario.OptsOut,
        "0014" => Scenario.Books,
        _ => Scenario.Normal,
    };

    public static string Digits(string number) => number.Length >= 4 ? number[^4..] : number;
}
