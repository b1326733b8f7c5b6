using CallPlatform.Core.Calls;
using CallPlatform.Core.Providers.Vapi;
using CallPlatform.Tests.Core.Calls;
using Xunit;

namespace CallPlatform.Tests.Providers.Vapi;

public class VapiEndedReasonTests
{
    [Fact]
    public void Every_known_reason_means_what_the_list_says()
    {
        var list = CallLifecycleTests.Payload("vapi-ended-reasons");
        var wrong = new List<string>();
        var count = 0;
        foreach (var reason in list.EnumerateObject())
        {
            count++;
            var expected = reason.Value.GetProperty("outcome").GetString()!;
            var meaning = VapiEndedReason.Of(reason.Name);
            var actual = meaning.Status switch
            {
                CallStatus.Failed => meaning.MayRetry ? "failed:retryable" : "failed:permanent",
                CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail => $"missed:{meaning.Status.Name()}",
                _ => meaning.Status.Name(),
            };
            if (actual != expected)
            {
                wrong.Add($"{reason.Name}: {actual}, not {expected}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
        Assert.Equal(597, count);
    }

    [Theory]
    [InlineData("call.in-progress.error-vapifault-brand-new-thing", CallStatus.Failed)]
    [InlineData("something.nobody.has.seen", CallStatus.Completed)]
    [InlineData("carrier-reports-busy", CallStatus.Busy)]
    [InlineData("callee-did-not-answer-in-time", CallStatus.NoAnswer)]
    [InlineData("", CallStatus.Completed)]
    public void An_unknown_reason_still_ends_the_call(string reason, CallStatus status) =>
        Assert.Equal(status, VapiEndedReason.Of(reason).Status);
}
