using System.Diagnostics;
using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public sealed class LeftoverProcessesTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"callplatform-processes-{Guid.CreateVersion7():N}.json");
    private readonly Process left = Process.Start(new ProcessStartInfo("sleep", ["300"]))!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_left_by_an_earlier_run_is_ended()
    {
        PrivateFile.Write(file, new Dictionary<string, NotedProcess> { ["api"] = NotedProcess.Of(left.Id, "300")! });

        await LeftoverProcesses.StopAsync(file, _ => { });

        await left.WaitForExitAsync(Ct);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_stranger_who_got_the_same_process_id_is_left_alone()
    {
        var noted = new NotedProcess(left.Id, "CallPlatform.Api.dll", DateTimeOffset.UtcNow.AddDays(-1));
        PrivateFile.Write(file, new Dictionary<string, NotedProcess> { ["api"] = noted });

        await LeftoverProcesses.StopAsync(file, _ => { });

        Assert.False(left.HasExited);
    }

    public void Dispose()
    {
        left.Kill();
        left.Dispose();
        File.Delete(file);
    }
}
