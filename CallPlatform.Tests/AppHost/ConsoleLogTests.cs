using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public sealed class ConsoleLogTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Without_colours_a_line_is_plain_text_with_its_service_in_front()
    {
        new ConsoleLog(output, colours: false).Line("worker", "dialled");

        Assert.Equal("worker    | dialled\n", output.ToString());
    }

    [Fact]
    public void With_colours_each_service_has_its_own()
    {
        var log = new ConsoleLog(output, colours: true);

        log.Line("api", "one");
        log.Line("web", "two");

        var lines = output.ToString().Split('\n');
        Assert.StartsWith("\e[36mapi", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("\e[32mweb", lines[1], StringComparison.Ordinal);
    }

    public void Dispose() => output.Dispose();
}
