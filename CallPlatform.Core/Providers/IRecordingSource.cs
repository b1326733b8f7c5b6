namespace CallPlatform.Core.Providers;

/// <summary>A provider whose recordings' addresses must be asked for before anybody else can read them.</summary>
public interface IRecordingSource
{
    string Name { get; }

    /// <summary>An address that another service can read now.</summary>
    Task<string> ResolveAsync(string providerCallId, string recordingUrl, CancellationToken ct);
}
