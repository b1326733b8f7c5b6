using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Tests.Simulator;

internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
    public JsonElement Message => Json.GetProperty("message");
    public string Type => Message.GetProperty("type").GetString()!;
    public string? Status => Message.TryGetProperty("status", out var status) ? status.GetString() : null;
}

/// <summary>Stands where the platform's webhook routes would, and keeps what comes.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();

    private WebhookSink(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();
    public IReadOnlyList<Received> All => [.. received];

    /// <summary>Answers so many requests with 503 before it takes one.</summary>
    public int FailuresLeft;

    public static async Task<WebhookSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var sink = new WebhookSink(app);
        app.Run(sink.TakeAsync);
        await app.StartAsync();
        return sink;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        received.Enqueue(new Received(
            http.Request.Path,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        if (Interlocked.Decrement(ref FailuresLeft) >= 0)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
