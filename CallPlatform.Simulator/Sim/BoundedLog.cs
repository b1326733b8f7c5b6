namespace CallPlatform.Simulator.Sim;

/// <summary>The newest <c>n</c> things, oldest forgotten first.</summary>
internal sealed class BoundedLog<T>(Func<int> capacity, Action<T>? forgotten = null)
    where T : class
{
    private readonly Lock gate = new();
    private readonly Queue<T> items = new();
    private T[]? snapshot;

    public void Add(T item)
    {
        T? oldest = null;
        lock (gate)
        {
            items.Enqueue(item);
            snapshot = null;
            if (items.Count > capacity())
            {
                oldest = items.Dequeue();
            }
        }
        if (oldest is not null)
        {
            forgotten?.Invoke(oldest);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            items.Clear();
            snapshot = null;
        }
    }

    public IReadOnlyList<T> OldestFirst()
    {
        lock (gate)
        {
            return snapshot ??= [.. items];
        }
    }

    public IEnumerable<T> NewestFirst() => OldestFirst().Reverse();
}
