using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CallPlatform.Benchmarks.Support;

/// <summary>The Api as a process of its own, with production's settings.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    public const string WebhookSecret = "a secret of the benchmark";
    private readonly Process process;

    private ApiUnderTest(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Its processor time so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ApiUnderTest> StartAsync(string connection)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var dll = Path.Combine(
            output.Parent!.Parent!.Parent!.Parent!.FullName, "CallPlatform.Api", "bin", output.Parent.Name, output.Name, "CallPlatform.Api.dll");
        var start = new ProcessStartInfo("dotnet", [dll]) { RedirectStandardOutput = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Error",
            ["ConnectionStrings__callsdb"] = connection,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[48]),
            ["VAPI_WEBHOOK_SECRET"] = WebhookSecret,

            // On shared cores the pool's spinning costs a fifth of the processor for nothing.
            ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        })
        {
            start.Environment[key] = value;
        }

        var api = new ApiUnderTest(Process.Start(start)!, port);
        using var http = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
                if (answer.IsSuccessStatusCode)
                {
                    return api;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException("The Api did not become healthy within a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
