using CallPlatform.Core.Providers;

namespace CallPlatform.Core.Dialing;

/// <summary>What became of the request to dial: the provider's word, or why there is none.</summary>
public sealed record DialAnswer(ReportedSignal? Accepted, ProviderException? Failure)
{
    public static DialAnswer Of(ReportedSignal accepted) => new(accepted, null);

    public static DialAnswer Of(ProviderException failure) => new(null, failure);
}
