using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Providers;

/// <summary>Who makes the phone ring. One implementation a provider, found by its name; nothing else knows the provider.</summary>
public interface IVoiceProvider
{
    /// <summary>As in the call's row, for instance <c>vapi</c>.</summary>
    string Name { get; }

    /// <summary>False where the provider has no way to find a call: then an unknown outcome stays unknown.</summary>
    bool CanLookUp { get; }

    /// <summary>Asks the provider to dial, once. Throws <see cref="ProviderException"/>, which says whether a phone may ring.</summary>
    Task<ReportedSignal> PlaceAsync(OutboundCall call, CancellationToken ct);

    /// <summary>What the provider knows of a call now.</summary>
    Task<ReportedSignal> GetAsync(string providerCallId, CancellationToken ct);

    /// <summary>Looks among the provider's recent calls for an attempt of ours; null when there is none.</summary>
    Task<ReportedSignal?> FindAttemptAsync(Guid attemptId, DateTimeOffset sentAt, CancellationToken ct);

    /// <summary>Ends a running call. The end itself is told by the provider as any other.</summary>
    Task EndAsync(string providerCallId, string? controlUrl, CancellationToken ct);

    /// <summary>Opens a recording for streaming; null when there is none. The caller disposes the response.</summary>
    Task<HttpResponseMessage?> OpenRecordingAsync(string providerCallId, string? range, CancellationToken ct);
}

/// <summary>What a provider is asked for.</summary>
/// <param name="AttemptId">Ours; travels with the request and comes back with every word about it.</param>
/// <param name="CallId">Ours.</param>
/// <param name="ContactId">Ours, if known.</param>
/// <param name="UserId">Who placed it, if a person did.</param>
/// <param name="AttemptNumber">From 1.</param>
/// <param name="AgentRef">Who talks, in the provider's words.</param>
/// <param name="FromRef">The number it calls from, in the provider's words.</param>
/// <param name="ToNumber">E.164.</param>
/// <param name="CustomerName">For the assistant's texts.</param>
/// <param name="Name">Our name for the call, cut to 40 characters.</param>
/// <param name="FirstMessage">What is said first, or null for the assistant's own.</param>
/// <param name="CustomPrompt">What the assistant is told besides its own prompt.</param>
/// <param name="CallGoals">A JSON list.</param>
/// <param name="Variables">A JSON object of further variables.</param>
/// <param name="VoicemailMessage">What is left on a machine that answers; null: it is hung up.</param>
public sealed record OutboundCall(
    Guid AttemptId, Guid CallId, Guid? ContactId, Guid? UserId, int AttemptNumber, string? AgentRef, string? FromRef, string ToNumber,
    string? CustomerName, string? Name, string? FirstMessage, string? CustomPrompt, string CallGoals, string Variables,
    string? VoicemailMessage = null);

/// <summary>A signal with what the provider said to tell which call it means.</summary>
/// <param name="Provider">Who speaks.</param>
/// <param name="ProviderCallId">Its id of the call.</param>
/// <param name="AttemptId">Our attempt's id, if it came back.</param>
/// <param name="Signal">What it says. Its attempt number is filled in when the call is found.</param>
public sealed record ReportedSignal(string Provider, string? ProviderCallId, Guid? AttemptId, CallSignal Signal)
{
    /// <summary>W3C trace context of what brought it, where a batch brings several.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>The voice providers by name.</summary>
public sealed class VoiceProviders(IEnumerable<IVoiceProvider> providers)
{
    private readonly Dictionary<string, IVoiceProvider> byName = providers.ToDictionary(p => p.Name);

    public IVoiceProvider this[string name] => byName.TryGetValue(name, out var provider)
        ? provider
        : throw new InvalidOperationException($"There is no voice provider '{name}'. Known: {string.Join(", ", byName.Keys)}.");

    public IEnumerable<string> Names => byName.Keys;
}

/// <summary>What an installation dials with where nobody chose: who talks, and from which number, in the provider's words.</summary>
public sealed record ProviderDefaults(string Provider, string? DemoAgentRef, string? FromRef);
