using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Organizations;
using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>What the inbound tests do to a platform: signed events, staff of every role, tracking numbers.</summary>
internal static class InboundEvents
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Sends an event as CallRail signs it. Returns the status.</summary>
    public static async Task<HttpStatusCode> RailAsync(this Platform platform, string name, object body, string? traceParent = null)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/callrail/call.{name}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Signature", SignRail(bytes));
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using var response = await platform.Client.SendAsync(request, Ct);
        return response.StatusCode;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "CallRail signs with HMAC-SHA1.")]
    public static string SignRail(byte[] body) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Platform.WebhookSecret), body));

    /// <summary>Sends an event as Shunya signs it; what is given replaces what would be right.</summary>
    public static async Task<HttpStatusCode> ShunyaAsync(
        this Platform platform, object body, DateTimeOffset? at = null, string? secret = null, byte[]? signed = null)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] text = [.. Encoding.ASCII.GetBytes(timestamp + ":"), .. signed ?? bytes];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/shunya/webhook") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Shunya-Timestamp", timestamp);
        request.Headers.Add("X-Shunya-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? Platform.WebhookSecret), text)));
        using var response = await platform.Client.SendAsync(request, Ct);
        return response.StatusCode;
    }

    /// <summary>A new person of the organisation, signed in.</summary>
    public static async Task<(HttpClient Client, Guid Id)> StaffAsync(this Platform platform, string role)
    {
        var id = Guid.CreateVersion7();
        var username = $"{role}-{id:N}@example.com";
        await platform.SetAsync($"""
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            values ('{id}', (select id from organizations order by created_at limit 1), '{username}', '{role}', '{SignIn.HashPassword("a password 1")}', '{role}', gen_random_uuid(), now())
            """);
        var client = new HttpClient { BaseAddress = platform.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await platform.SignInAsync(username, "a password 1"));
        return (client, id);
    }

    public static async Task TrackAsync(this Platform platform, string number, Guid? assigned = null)
    {
        using var response = await platform.Client.PostAsJsonAsync("/api/v1/tracking-numbers", new { number, label = "Main", assigned_user_id = assigned }, Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    /// <summary>The <c>data</c> of an answer in the envelope.</summary>
    public static async Task<JsonElement> DataAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Ct)}");
        var answer = await Platform.JsonOf(response);
        Assert.True(answer.GetProperty("success").GetBoolean());
        return answer.GetProperty("data");
    }

    public static long Total(this JsonElement data) => data.GetProperty("total").GetInt64();

    public static JsonElement[] Items(this JsonElement data) => [.. data.GetProperty("items").EnumerateArray()];

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
