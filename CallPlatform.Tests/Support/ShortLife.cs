namespace CallPlatform.Tests.Support;

/// <summary>
/// Settings of the .NET runtime for processes that live for seconds: by default it compiles every method that ran thirty times once
/// more, which takes half of all processor time of a test.
/// </summary>
internal static class ShortLife
{
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCountThreshold"] = "300", // hexadecimal
        ["DOTNET_gcServer"] = "0",
    };
}
