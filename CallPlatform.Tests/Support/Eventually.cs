using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>Waits for a condition, never for a time: a busy machine makes a test slower, not red.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    public static async Task<T> SeesAsync<T>(Func<Task<T>> look, Func<T, bool> isRight, string what)
    {
        var ct = TestContext.Current.CancellationToken;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var seen = await look();
        while (!isRight(seen))
        {
            try
            {
                await Task.Delay(50, patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not within {Patience.TotalSeconds} s: {what}. Last seen: {seen}");
            }

            seen = await look();
        }

        return seen;
    }

    public static Task HoldsAsync(Func<Task<bool>> look, string what) => SeesAsync(look, right => right, what);
}
