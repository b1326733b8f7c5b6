namespace CallPlatform.Contracts;

/// <summary>The installation's account at a provider. Keys are settings of the installation and are never shown.</summary>
/// <param name="Name">For instance <c>vapi</c>.</param>
/// <param name="Title">As people write it.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="IsConfigured">Nothing that it needs is missing.</param>
/// <param name="Missing">Settings that are needed and not set.</param>
/// <param name="Host">Where it is asked.</param>
public sealed record ProviderAccountResponse(string Name, string Title, string Purpose, bool IsConfigured, IReadOnlyList<string> Missing, string Host);

/// <summary>What came of a connection's test. <c>Message</c> says what to do when it is not well.</summary>
public sealed record ProviderTestResponse(bool Ok, string Message, string? Code, int DurationMs);
