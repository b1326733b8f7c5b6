using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Aspire;

/// <summary>What the embedded build's tests show over PostgreSQL alone, once through containers, Redis and Service Bus.</summary>
public class ModelTests(AspireApp aspire) : IClassFixture<AspireApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_resource_is_healthy_and_the_web_answers()
    {
        foreach (var resource in AspireApp.Resources)
        {
            await aspire.App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Ct);
        }

        using var web = aspire.App.CreateHttpClient("web");
        using var page = await web.GetAsync(new Uri("/sign-in", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task A_call_that_is_placed_ends_completed_and_its_changes_are_told_over_the_bus()
    {
        using var owner = await aspire.OwnerAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        using var live = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var told = new StreamReader(await live.Content.ReadAsStreamAsync(Ct));

        var call = await PlaceAsync(owner);

        await Eventually.SeesAsync(
            async () => (await owner.GetFromJsonAsync<JsonElement>($"/api/calls/{call}", Ct)).GetProperty("status").GetString(),
            status => status == "completed", $"call {call} is completed");
        while (await told.ReadLineAsync(Ct) is { } line)
        {
            if (line.Contains(call.ToString(), StringComparison.Ordinal) && line.Contains("completed", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("The live feed ended before it told of the call.");
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_over_all_processes()
    {
        using var stranger = aspire.App.CreateHttpClient("api");
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await stranger.PostAsJsonAsync("/api/token", new { username = "nobody@example.com", password = "wrong" }, Ct);
                return answer.StatusCode == HttpStatusCode.TooManyRequests;
            },
            "whoever guesses has to wait");
    }

    [Fact]
    public async Task The_database_is_the_one_that_the_model_names()
    {
        var connection = await aspire.App.GetConnectionStringAsync("callsdb", Ct);
        Assert.Contains("Database=callsdb", connection, StringComparison.Ordinal);
    }

    private static async Task<Guid> PlaceAsync(HttpClient owner)
    {
        using var contact = await owner.PostAsJsonAsync("/api/contacts", new { name = "Ada", phone = "+15550104242" }, Ct);
        using var placed = await owner.PostAsJsonAsync(
            "/api/calls",
            new { contact_id = (await Platform.JsonOf(contact)).GetProperty("id").GetGuid(), assistant_id = Platform.Assistant, phone_number_id = Platform.PhoneNumber }, Ct);
        Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
        return (await Platform.JsonOf(placed)).GetProperty("id").GetGuid();
    }
}
