namespace CallPlatform.Web.Components.Layout;

/// <summary>What any page may ask of the frame around it.</summary>
internal sealed class Shell
{
    public event Func<PlaceCallOrder, Task>? CallOrdered;

    /// <summary>Opens the dialog that places a call, filled with what is known.</summary>
    public Task OrderCallAsync(PlaceCallOrder order) => CallOrdered?.Invoke(order) ?? Task.CompletedTask;
}

/// <summary>What the dialog starts with: a person, a script, or a call to be made again.</summary>
public sealed record PlaceCallOrder(Guid? ContactId = null, Guid? ScriptId = null, Guid? LikeCallId = null);
