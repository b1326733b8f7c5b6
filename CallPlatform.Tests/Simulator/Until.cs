using Xunit;

namespace CallPlatform.Tests.Simulator;

internal static class Until
{
    public static async Task<T> TrueAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var ct = TestContext.Current.CancellationToken;
        var end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }
            Assert.True(DateTime.UtcNow < end, $"Not so within 60 s; last seen: {value}");
            await Task.Delay(10, ct);
        }
    }
}
