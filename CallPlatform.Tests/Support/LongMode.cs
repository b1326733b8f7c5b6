using System.Globalization;

namespace CallPlatform.Tests.Support;

/// <summary>How much of something a test does: little in the suite, much when an environment variable asks for it (docs/testing.md).</summary>
internal static class LongMode
{
    public static int Count(string variable, int inSuite) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : inSuite;
}
