using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public class WorkerVerbTests
{
    private static readonly Dictionary<string, string> NoSettings = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_owner_is_read_from_the_last_line()
    {
        var said = await RunAsync("""echo migrating; echo '{"organization_id": "0198", "username": "me@example.com"}'""");

        Assert.Equal(("0198", "me@example.com"), WorkerVerb.FirstOwner(said));
    }

    [Theory]
    [InlineData("echo nothing to say")]
    [InlineData("echo '{broken'")]
    [InlineData("true")]
    public async Task A_worker_that_names_no_owner_is_tolerated(string script) =>
        Assert.Equal((null, null), WorkerVerb.FirstOwner(await RunAsync(script)));

    [Fact]
    public async Task A_failure_carries_the_last_lines()
    {
        var failure = await Assert.ThrowsAsync<LaunchException>(() => RunAsync("echo relation missing >&2; exit 4"));

        Assert.Equal("The Worker's verb migrate failed with exit code 4: relation missing", failure.Message);
    }

    private static Task<IReadOnlyList<string>> RunAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        var program = new ServiceProgram("/bin/sh", ["-c", script], Path.GetTempPath());
        return WorkerVerb.RunAsync(program, "migrate", NoSettings, new ConsoleLog(TextWriter.Null, colours: false), Ct);
    }
}
