using System.Text.RegularExpressions;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Security;

/// <summary>No secret lies in the repository: keys by their form, and anything random that is assigned to a secret's name.</summary>
public partial class RepositorySecretsTests
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", ".git", ".vs", ".idea", "TestResults", "artifacts", "lib", "_framework"];
    private static readonly HashSet<string> Binary = new([".png", ".jpg", ".ico", ".woff", ".woff2", ".wav", ".mp3", ".dll", ".svg"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Published examples and what the tests make up.</summary>
    private static readonly string[] Known =
    [
        "cp_0123456789012345678901234567890123456789012",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", // the vector of the Standard Webhooks specification
    ];

    [Fact]
    public void No_file_holds_a_secret()
    {
        var found = Files(new DirectoryInfo(Repository.Folder))
            .SelectMany(file => Find(File.ReadAllText(file.FullName)).Select(secret => $"{Path.GetRelativePath(Repository.Folder, file.FullName)}: {secret[..Math.Min(12, secret.Length)]}…"))
            .ToList();

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("AKIA", "IOSFODNN7REALKEY")]
    [InlineData("ghp_", "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R")]
    [InlineData("-----BEGIN RSA ", "PRIVATE KEY-----")]
    [InlineData("sk_live_", "4eC39HqLyjWDarjtT1zdp7dc")]
    [InlineData("VAPI_API_KEY=", "b7f1c2d9-3e84-4a60-9c1d-5f2e8a7b6c04")]
    [InlineData("\"AuthToken\": \"", "9f86d081884c7d659a2feaa0c55ad015\"")]
    [InlineData("Host=db;Password=", "kX9!vR2#pLq8Zt;")]
    public void A_secret_would_be_found(string start, string rest) => Assert.NotEmpty(Find("text\n" + start + rest + "\n"));

    [Theory]
    [InlineData("VAPI_API_KEY=… VAPI_WEBHOOK_SECRET=…")]
    [InlineData("[\"VAPI_API_KEY\"] = \"sim-key\"")]
    [InlineData("Password=callplatform;")]
    [InlineData("PublicKeyToken=b03f5f7f11d50a3a")]
    [InlineData("var token = CancellationTokenSource.CreateLinkedTokenSource(stopping);")]
    public void What_is_no_secret_is_none(string text) => Assert.Empty(Find(text));

    private static IEnumerable<string> Find(string text) =>
        Forms().Matches(text).Select(m => m.Value)
            .Concat(Assigned().Matches(text).Select(m => m.Groups["value"].Value).Where(IsRandom))
            .Where(secret => !Known.Contains(secret));

    // Words have few digits and much repetition; what a generator made has neither.
    private static bool IsRandom(string value)
    {
        var entropy = value.GroupBy(c => c).Sum(g => -(double)g.Count() / value.Length * Math.Log2((double)g.Count() / value.Length));
        return entropy > 3.2 && value.Count(char.IsAsciiDigit) >= 3;
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => f.Length < 2 << 20 && !Binary.Contains(f.Extension) && f.Name is not ("package-lock.json" or "packages.lock.json" or "packages.aspire.lock.json"))
            .Concat(folder.EnumerateDirectories().Where(d => !Skipped.Contains(d.Name) && !d.Name.StartsWith(".data", StringComparison.Ordinal)).SelectMany(Files));

    [GeneratedRegex("""
        AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|xox[abprs]-[A-Za-z0-9-]{20,}|sk_live_[A-Za-z0-9]{20,}|sk-(?:proj-)?[A-Za-z0-9]{32,}
        |AIza[0-9A-Za-z_-]{35}|whsec_[A-Za-z0-9+/]{24,}|cp_[A-Za-z0-9_-]{32,}|-----BEGIN\ [A-Z ]*PRIVATE\ KEY-----|eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forms();

    [GeneratedRegex("""
        (?:api[_-]?key|secret|auth[_-]?token|access[_-]?token|signing[_-]?key|hmac[_-]?key|(?<![a-z])password|(?<![a-z])pwd)["'\]]{0,2}\s*[:=]\s*["']?(?<value>[A-Za-z0-9!#$%&*+/=_.-]{12,})
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assigned();
}
