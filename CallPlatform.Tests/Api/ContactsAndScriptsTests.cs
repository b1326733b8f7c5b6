using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class ContactsAndScriptsTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_contact_lives_from_post_to_delete()
    {
        using var owner = await api.OwnerAsync();
        using var made = await owner.PostAsJsonAsync("/api/contacts/", new { name = "Ada", phone = "4155550123", email = "ada@example.com", metadata = new { vip = true } }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var contact = await Json(made);
        var path = $"/api/contacts/{contact.GetProperty("id").GetGuid()}/";
        Assert.Equal("+14155550123", contact.GetProperty("phone").GetString());

        using var patched = await owner.PatchAsJsonAsync(path, new { email = (string?)null }, Ct);
        var after = await Json(patched);
        Assert.Equal(JsonValueKind.Null, after.GetProperty("email").ValueKind);
        Assert.Equal("Ada", after.GetProperty("name").GetString());
        Assert.True(after.GetProperty("metadata").GetProperty("vip").GetBoolean());

        using var put = await owner.PutAsJsonAsync(path, new { name = "Ada B", phone = "+919876543210" }, Ct);
        Assert.Equal("+919876543210", (await Json(put)).GetProperty("phone").GetString());

        using var deleted = await owner.DeleteAsync(path, Ct);
        Assert.Equal("Contact deleted successfully.", (await Json(deleted)).GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_script_lives_from_post_to_delete_with_goals_of_both_kinds()
    {
        using var owner = await api.OwnerAsync();
        using var made = await owner.PostAsJsonAsync(
            "/api/scripts", new { name = "Pitch", call_goals = new object[] { "Qualify", new { name = "Book", description = "a date", successCriteria = "a time" } } }, Ct);
        var script = await Json(made);
        var path = $"/api/scripts/{script.GetProperty("id").GetGuid()}";
        Assert.Equal("a time", script.GetProperty("call_goals")[1].GetProperty("successCriteria").GetString());

        using var patched = await owner.PatchAsJsonAsync(path, new { description = "New" }, Ct);
        Assert.Equal(2, (await Json(patched)).GetProperty("call_goals").GetArrayLength());
        Assert.Contains((await Json(await owner.GetAsync("/api/scripts", Ct))).EnumerateArray(), s => s.GetProperty("name").GetString() == "Pitch");
        using var deleted = await owner.DeleteAsync(path, Ct);
        Assert.True((await Json(deleted)).GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("""{"name":"","phone":"+14155550123"}""", "name")]
    [InlineData("""{"phone":"+14155550123"}""", "name")]
    [InlineData("""{"name":"A","phone":"12"}""", "phone")]
    [InlineData("""{"name":"A","phone":"not a number"}""", "phone")]
    [InlineData("""{"name":"A","phone":"+14155550123","email":"nobody"}""", "email")]
    [InlineData("""{"name":"A","phone":"+14155550123","metadata":[1]}""", "metadata")]
    public async Task Bad_input_is_400_and_names_the_field(string body, string field)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.PostAsync("/api/contacts", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await Json(response);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name":{}}""")]
    [InlineData("")]
    public async Task A_body_that_is_not_the_json_expected_is_400(string body)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.PostAsync("/api/contacts", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await Json(response)).TryGetProperty("code", out _));
    }

    [Fact]
    public async Task Another_organisations_rows_are_404_and_in_no_list()
    {
        using var owner = await api.OwnerAsync();
        using var made = await owner.PostAsJsonAsync("/api/contacts", new { name = "Mine", phone = "+14155550199" }, Ct);
        var id = (await Json(made)).GetProperty("id").GetGuid();
        using var stranger = await api.StrangerAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/contacts/{id}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/contacts/{id}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PutAsJsonAsync($"/api/contacts/{id}", new { name = "X", phone = "+14155550199" }, Ct)).StatusCode);
        using var call = await stranger.PostAsJsonAsync("/api/calls", new { contact_id = id, assistant_id = "a", phone_number_id = "p" }, Ct);
        Assert.Equal(HttpStatusCode.NotFound, call.StatusCode);
        Assert.Equal(0, (await Json(await stranger.GetAsync("/api/contacts", Ct))).GetArrayLength());
        Assert.Equal(0, (await Json(await stranger.GetAsync("/api/calls", Ct))).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        using var viewer = await api.StaffAsync(Roles.Viewer);

        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/api/contacts", Ct)).StatusCode);
        using var refused = await viewer.PostAsJsonAsync("/api/contacts", new { name = "X", phone = "+14155550123" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("forbidden", (await Json(refused)).GetProperty("code").GetString());
    }

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Ct);
}
