using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace CallPlatform.Tests.Web;

public sealed partial class TextsTests
{
    [Fact]
    public void Every_text_a_page_names_is_in_the_resource()
    {
        var web = Path.Combine(RepositoryRoot(), "CallPlatform.Web");
        var known = XDocument.Load(Path.Combine(web, "Resources", "Texts.resx")).Descendants("data").Select(d => d.Attribute("name")!.Value).ToHashSet();

        var named = Directory.EnumerateFiles(Path.Combine(web, "Components"), "*.razor*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".css", StringComparison.Ordinal))
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(m => (File: Path.GetFileName(file), Key: m.Groups[1].Value)))
            .Where(use => !use.Key.EndsWith('_')); // the beginning of a key that a value completes

        Assert.DoesNotContain(named, use => !known.Contains(use.Key));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CallPlatform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests read the sources: run them from the repository.");
    }

    [GeneratedRegex("""\bT\["(\w+)"[\],]""")]
    private static partial Regex Named();
}
