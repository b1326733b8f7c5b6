using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>One platform for the tests of a class that keep to people of their own. It has a tracking number, a CSR who answers it, and a rep.</summary>
public sealed class SharedPlatform(TestDatabases databases) : IAsyncLifetime
{
    public const string Line = "+15550100199";

    internal Platform Platform { get; private set; } = null!;

    public HttpClient Owner => Platform.Client;

    public HttpClient Csr { get; private set; } = null!;

    public Guid CsrId { get; private set; }

    public HttpClient Rep { get; private set; } = null!;

    public Guid RepId { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Platform = await Platform.StartAsync(databases, settings: new Dictionary<string, string>
        {
            ["Visits__MaxAudioBytes"] = "4096", ["Visits__AudioFolder"] = Path.Combine(Path.GetTempPath(), $"visits-{Guid.NewGuid():N}"),
        });
        (Csr, CsrId) = await Platform.StaffAsync("csr");
        (Rep, RepId) = await Platform.StaffAsync("sales_rep");
        await Platform.TrackAsync(Line, CsrId);
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();

    /// <summary>A call that is over, told by one event in the short form.</summary>
    public async Task<Guid> CallAsync(string id, string caller, string? callee = null, DateTimeOffset? at = null, string name = "completed")
    {
        Assert.Equal(System.Net.HttpStatusCode.OK, await Platform.RailAsync(name, new
        {
            call_id = id, caller_number = caller, tracking_number = Line, duration = name == "completed" ? 60 : 0, answered = name == "completed",
            timestamp = at ?? DateTimeOffset.UtcNow.AddMinutes(-5), recording_url = callee is null ? null : $"https://app.callrail.example/{id}.mp3?callee={callee}",
        }));
        return await HomeOfAsync(id);
    }

    /// <summary>Our id of the provider's call, once it is there.</summary>
    public async Task<Guid> HomeOfAsync(string id)
    {
        await Eventually.HoldsAsync(async () => await Platform.QueryAsync<long>($"select count(*) from calls where provider_call_id = '{id}'") == 1, $"the call {id}");
        return await Platform.QueryAsync<Guid>($"select id from calls where provider_call_id = '{id}'");
    }

    /// <summary>Waits until the call is analysed.</summary>
    public Task AnalysedAsync(Guid call) => Eventually.HoldsAsync(
        async () => await Platform.QueryAsync<long>($"select count(*) from call_analyses where call_id = '{call}'") == 1, $"the analysis of {call}");
}
