using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>Requests as the owner, with what they must answer.</summary>
internal static class ApiCalls
{
    public static Task<JsonElement> PostAsync(this Platform platform, string path, object? body = null, HttpStatusCode? status = null) =>
        platform.SendAsync(HttpMethod.Post, path, body ?? new { }, status);

    public static Task<JsonElement> PutAsync(this Platform platform, string path, object body, HttpStatusCode? status = null) =>
        platform.SendAsync(HttpMethod.Put, path, body, status);

    /// <summary>Without a status any success will do. An answer without a body is undefined.</summary>
    public static async Task<JsonElement> SendAsync(this Platform platform, HttpMethod method, string path, object? body = null, HttpStatusCode? status = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await platform.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status is null ? response.IsSuccessStatusCode : response.StatusCode == status, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
