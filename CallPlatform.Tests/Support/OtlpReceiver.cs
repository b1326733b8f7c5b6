using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Tests.Support;

/// <summary>A span as a service exported it; the service is the process that did.</summary>
internal sealed record ReceivedSpan(string Service, string Instance, string TraceId, string SpanId, string ParentId, string Name);

/// <summary>Stands where a collector would (OTLP over HTTP), and keeps what the services tell of themselves.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedSpan> spans = new();
    private readonly ConcurrentDictionary<string, byte> metrics = new();
    private readonly ConcurrentQueue<string> bodies = new();

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public IReadOnlyList<ReceivedSpan> Spans => [.. spans];

    public ICollection<string> MetricNames => metrics.Keys;

    /// <summary>All that came, texts and all, to be searched for what must not be in it.</summary>
    public IEnumerable<string> Bodies => bodies;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", http => receiver.TakeAsync(http, receiver.KeepSpans));
        app.MapPost("/v1/metrics", http => receiver.TakeAsync(http, receiver.KeepMetrics));
        app.MapPost("/v1/logs", http => receiver.TakeAsync(http, _ => { }));
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http, Action<byte[]> keep)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        keep(body.ToArray());
        bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }

    // ExportTraceServiceRequest { 1: ResourceSpans { 1: Resource { 1: attributes }, 2: ScopeSpans { 2: Span } } }
    private void KeepSpans(byte[] request)
    {
        foreach (var resourceSpans in ProtobufFields.Of(request, 1))
        {
            var resource = ProtobufFields.Of(resourceSpans, 1).SelectMany(r => ProtobufFields.Of(r, 1)).ToDictionary(a => Text(a, 1), a => Text(ProtobufFields.Of(a, 2).First(), 1));
            foreach (var span in ProtobufFields.Of(resourceSpans, 2).SelectMany(scope => ProtobufFields.Of(scope, 2)))
            {
                spans.Enqueue(new(resource.GetValueOrDefault("service.name", ""), resource.GetValueOrDefault("service.instance.id", ""), Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5)));
            }
        }
    }

    // ExportMetricsServiceRequest { 1: ResourceMetrics { 2: ScopeMetrics { 2: Metric { 1: name } } } }
    private void KeepMetrics(byte[] request)
    {
        foreach (var metric in ProtobufFields.Of(request, 1).SelectMany(r => ProtobufFields.Of(r, 2)).SelectMany(s => ProtobufFields.Of(s, 2)))
        {
            metrics.TryAdd(Text(metric, 1), 0);
        }
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(ProtobufFields.Of(message, field).FirstOrDefault([]));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(ProtobufFields.Of(message, field).FirstOrDefault([]));
}

/// <summary>As much of protobuf's wire format as it takes to walk through a message: the length-delimited fields of a number.</summary>
internal static class ProtobufFields
{
    public static IEnumerable<byte[]> Of(byte[] message, int field)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if ((int)(tag >> 3) == field)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
