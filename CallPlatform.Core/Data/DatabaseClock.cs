namespace CallPlatform.Core.Data;

/// <summary>The system's time in whole microseconds, as PostgreSQL keeps it: what is answered from memory is what is read later.</summary>
internal sealed class DatabaseClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
