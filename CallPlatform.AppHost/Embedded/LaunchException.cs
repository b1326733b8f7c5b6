namespace CallPlatform.AppHost.Embedded;

/// <summary>The start cannot go on until a person changes something; the message is one sentence that says what.</summary>
internal sealed class LaunchException(string message, Exception? inner = null) : Exception(message, inner);
