using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class OrganizationTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_changes_the_organisation_and_everybody_reads_it()
    {
        using var owner = await api.OwnerAsync();
        using var american = await owner.PutAsJsonAsync(
            "/api/v1/organizations/me", new { name = "Gaur", location = "Noida", time_zone = "America/New_York", default_country = "US", currency = "INR", max_active_calls = 7 }, Ct);
        Assert.Equal(HttpStatusCode.OK, american.StatusCode);
        using var before = await owner.PostAsJsonAsync("/api/contacts", new { name = "Asha", phone = "98765 43210" }, Ct);
        Assert.Equal("+19876543210", (await before.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("phone").GetString());

        using var put = await owner.PutAsJsonAsync(
            "/api/v1/organizations/me", new { name = "Gaur", location = "Noida", time_zone = "Asia/Kolkata", default_country = "IN", currency = "INR", max_active_calls = 7 }, Ct);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        // Numbers are read the new way from now on, whatever was remembered of the old one.
        using var contact = await owner.PostAsJsonAsync("/api/contacts", new { name = "Asha", phone = "98765 43210" }, Ct);
        Assert.Equal("+919876543210", (await contact.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("phone").GetString());

        using var viewer = await api.StaffAsync("viewer");
        var seen = await viewer.GetFromJsonAsync<JsonElement>("/api/v1/organizations/me", Ct);
        Assert.Equal(("Gaur", "Asia/Kolkata", "IN", "INR", 7), (
            seen.GetProperty("name").GetString(), seen.GetProperty("time_zone").GetString(), seen.GetProperty("default_country").GetString(),
            seen.GetProperty("currency").GetString(), seen.GetProperty("max_active_calls").GetInt32()));
        Assert.Equal("Asia/Kolkata", (await viewer.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct)).GetProperty("time_zone").GetString());
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("time_zone", "Mars/Olympus")]
    [InlineData("default_country", "ZQ")]
    [InlineData("default_country", "India")]
    [InlineData("currency", "XYZ1")]
    [InlineData("currency", "QQQ")]
    [InlineData("max_active_calls", 0)]
    public async Task Bad_input_is_400_and_names_the_field(string field, object value)
    {
        using var owner = await api.OwnerAsync();
        var body = new Dictionary<string, object?> { ["name"] = "X", ["time_zone"] = "UTC", ["currency"] = "USD", [field] = value };
        using var response = await owner.PutAsJsonAsync("/api/v1/organizations/me", body, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("csr")]
    [InlineData("sales_rep")]
    [InlineData("viewer")]
    public async Task Only_an_owner_changes_it(string role)
    {
        using var staff = await api.StaffAsync(role);
        using var refused = await staff.PutAsJsonAsync("/api/v1/organizations/me", new { name = "Mine now", time_zone = "UTC", currency = "USD" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Another_organisation_sees_and_changes_its_own()
    {
        using var owner = await api.OwnerAsync();
        using var stranger = await api.StrangerAsync();
        var mine = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/organizations/me", Ct)).GetProperty("id").GetGuid();

        using var put = await stranger.PutAsJsonAsync("/api/v1/organizations/me", new { name = "Theirs", time_zone = "UTC", currency = "EUR" }, Ct);
        var theirs = await put.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.NotEqual(mine, theirs.GetProperty("id").GetGuid());
        Assert.NotEqual("Theirs", (await owner.GetFromJsonAsync<JsonElement>("/api/v1/organizations/me", Ct)).GetProperty("name").GetString());
    }
}
