using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public class LauncherOptionsTests
{
    [Fact]
    public void Nothing_asked_demands_nothing()
    {
        var options = LauncherOptions.Parse([]);

        Assert.Null(options.DataFolder);
        Assert.Null(options.ApiPort);
        Assert.Null(options.WebPort);
        Assert.False(options.NoSimulator || options.Reset || options.ShowHelp);
        Assert.Empty(options.VerbsAfterStart);
    }

    [Fact]
    public void Values_follow_their_option_or_an_equals_sign()
    {
        var options = LauncherOptions.Parse(["--data-dir", "here", "--api-port=5180", "--web-port", "0", "--no-simulator", "--reset", "--sample-data"]);

        Assert.Equal("here", options.DataFolder);
        Assert.Equal(5180, options.ApiPort);
        Assert.Equal(0, options.WebPort);
        Assert.True(options.NoSimulator);
        Assert.True(options.Reset);
        Assert.Equal(["sample-data"], options.VerbsAfterStart);
    }

    [Theory]
    [InlineData("--api-port must be a number from 0 to 65535, not \"many\".", "--api-port", "many")]
    [InlineData("--web-port must be a number from 0 to 65535, not \"70000\".", "--web-port=70000")]
    [InlineData("--data-dir needs a value; --help shows how.", "--data-dir")]
    [InlineData("--port is not an option of the launcher; --help lists them.", "--port", "1")]
    public void A_mistake_is_said_in_one_sentence(string sentence, params string[] args)
    {
        var mistake = Assert.Throws<LaunchException>(() => LauncherOptions.Parse(args));

        Assert.Equal(sentence, mistake.Message);
    }
}
