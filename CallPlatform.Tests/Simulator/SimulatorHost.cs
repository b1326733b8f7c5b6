using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Simulator;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace CallPlatform.Tests.Simulator;

/// <summary>The real simulator on a loopback port, with a sink for what it sends.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    public const string Assistant = "8f2d7c14-51b3-4d0b-9a66-2c4e1f7a8b90";
    public const string PhoneNumber = "3c5a9e72-1d84-4f6b-8e21-7b90d4c6a5f3";

    private readonly WebApplication app;

    private SimulatorHost(WebApplication app, WebhookSink sink)
    {
        (this.app, Sink) = (app, sink);
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test-key");
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
    }

    public WebhookSink Sink { get; }
    public HttpClient Http { get; }
    public string Url => app.Urls.Single();

    public static async Task<SimulatorHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var sink = await WebhookSink.StartAsync();
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "Warning",
            "--Simulator:Speed", "400",
            "--Simulator:AnswerDelayMs", "0",
            "--Simulator:Vapi:WebhookUrl", $"{sink.Url}/vapi",
            "--Simulator:Vapi:WebhookSecret", "hush",
            .. settings.SelectMany(s => new[] { $"--Simulator:{s.Key}", s.Value }),
        ];
        var app = SimulatorApp.Build(args);
        await app.StartAsync();
        return new SimulatorHost(app, sink);
    }

    public async Task<HttpResponseMessage> PostCallAsync(string number, object? overrides = null, string? externalId = null) =>
        await Http.PostAsJsonAsync("/call", new
        {
            assistantId = Assistant,
            phoneNumberId = PhoneNumber,
            customer = new { number, name = "Ada", externalId },
            assistantOverrides = overrides ?? new { serverMessages = new[] { "status-update", "end-of-call-report" } },
        }, TestContext.Current.CancellationToken);

    public async Task<string> DialAsync(string number, object? overrides = null, string? externalId = null)
    {
        using var response = await PostCallAsync(number, overrides, externalId);
        Assert.Equal(201, (int)response.StatusCode);
        return (await ReadAsync(response)).GetProperty("id").GetString()!;
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> CallAsync(string id) => await GetAsync($"/call/{id}");

    public async Task<JsonElement> EndedAsync(string id) =>
        await Until.TrueAsync(() => CallAsync(id), c => c.GetProperty("status").GetString() == "ended" && c.TryGetProperty("artifact", out _));

    public async Task<int> TimesDialledAsync(string number) =>
        (await GetAsync($"/sim/calls?to={Uri.EscapeDataString(number)}")).GetProperty("total").GetInt32();

    public async Task SetAsync(object settings)
    {
        using var response = await Http.PutAsJsonAsync("/sim/settings", settings, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Everything the sink got for one call, once <paramref name="enough"/> holds.</summary>
    public async Task<IReadOnlyList<Received>> WebhooksAsync(string callId, Func<IReadOnlyList<Received>, bool> enough) =>
        await Until.TrueAsync(
            () => Task.FromResult<IReadOnlyList<Received>>([.. Sink.All.Where(r => r.Text.Contains(callId, StringComparison.Ordinal))]),
            enough);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Sink.DisposeAsync();
    }
}
