using System.Net;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>Sample data where real providers could be asked: there is none.</summary>
public class SampleDataRouteTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static readonly Uri Route = new("/api/v1/sample-data", UriKind.Relative);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_Simulator_none_is_made_and_the_answer_says_why()
    {
        using var owner = await api.OwnerAsync();
        using var refused = await owner.PostAsync(Route, null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync(Ct));
        Assert.Equal("no_simulator", problem.GetProperty("code").GetString());
        Assert.Contains("Simulator", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("none", (await owner.DataAsync("/api/v1/sample-data")).Text("state"));
        using var nothing = await owner.DeleteAsync(Route, Ct);
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
    }
}
