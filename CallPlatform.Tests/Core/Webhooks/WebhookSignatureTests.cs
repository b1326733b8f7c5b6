using CallPlatform.Core.Webhooks.Outbound;
using Xunit;

namespace CallPlatform.Tests.Core.Webhooks;

public class WebhookSignatureTests
{
    // The example of the Standard Webhooks specification.
    [Fact]
    public void It_signs_as_the_specifications_example_does() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""));
}
