namespace CallPlatform.Web.Components.Shared;

/// <summary>Something a person asked for: busy while it runs, with its failure when it was refused.</summary>
public sealed class Deed
{
    public bool Busy { get; private set; }

    public Failure? Failure { get; private set; }

    /// <summary>What a page says above its form, when no field takes the blame.</summary>
    public string? Words => Failure is { Fields.Count: 0, Detail: { } detail } ? detail : null;

    /// <summary>True when it succeeded.</summary>
    public async Task<bool> TryAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        (Busy, Failure) = (true, null);
        try
        {
            await work();
            return true;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            Failure = Failure.Of(error);
            return false;
        }
        finally
        {
            Busy = false;
        }
    }

    public void Forget() => Failure = null;
}
