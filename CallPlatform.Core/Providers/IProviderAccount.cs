namespace CallPlatform.Core.Providers;

/// <summary>
/// The installation's account at a provider. Its key is a setting of the installation (environment or configuration): it is never shown,
/// and changed only there.
/// </summary>
public interface IProviderAccount
{
    /// <summary>As in a call's row, for instance <c>vapi</c>.</summary>
    string Name { get; }

    /// <summary>As people write it.</summary>
    string Title { get; }

    /// <summary>What it is for, in a few words.</summary>
    string Purpose { get; }

    /// <summary>Settings that are needed and not set; empty when it is ready.</summary>
    IReadOnlyList<string> Missing { get; }

    /// <summary>Where it is asked: the provider, or the Simulator.</summary>
    string BaseUrl { get; }

    /// <summary>Asks it something cheap that needs the key. Throws <see cref="ProviderException"/>, whose message is for staff.</summary>
    Task TestAsync(CancellationToken ct);
}
