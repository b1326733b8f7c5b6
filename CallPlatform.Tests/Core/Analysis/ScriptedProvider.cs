using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Tests.Core.Analysis;

/// <summary>An analysis provider on the wire that answers what the test wrote down, and keeps what it was asked.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();

    private ScriptedProvider(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    /// <summary>Method and path of every request, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>The answer to a request: status and body.</summary>
    public Func<string, (int Status, object Body)> Answer { get; set; } = _ => (202, new { task_id = "task_1", status = "processing" });

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ScriptedProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = $"{http.Request.Method} {http.Request.Path}";
        asked.Enqueue(request);
        var (status, body) = Answer(request);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(JsonSerializer.Serialize(body));
    }
}
