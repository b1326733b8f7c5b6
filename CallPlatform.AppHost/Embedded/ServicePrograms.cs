using System.Reflection;
using System.Runtime.InteropServices;

namespace CallPlatform.AppHost.Embedded;

/// <summary>A service's built program and the folder of its project.</summary>
internal sealed record ServiceProgram(string FileName, IReadOnlyList<string> Arguments, string WorkingFolder)
{
    /// <summary>By which a process of a later day is recognised as this program.</summary>
    public string Mark => Arguments.Count > 0 ? Arguments[0] : FileName;
}

/// <summary>
/// Where the services' programs lie. They are started from their build output: <c>dotnet run</c> would put a second process
/// between the launcher and each service, and build again.
/// </summary>
internal sealed class ServicePrograms(string repository, string output)
{
    public string Repository { get; } = repository;

    /// <summary>The repository around this launcher; the build noted the way from its output to it.</summary>
    public static ServicePrograms OfThisBuild()
    {
        var notes = typeof(ServicePrograms).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(n => n.Key, n => n.Value ?? "");
        return new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, notes["RepositoryFromOutput"])), notes["ServiceOutput"]);
    }

    public ServiceProgram Find(string project, params string[] arguments)
    {
        var folder = Path.Combine(Repository, project);
        var dll = Path.Combine(folder, output, project + ".dll");
        return File.Exists(dll)
            ? new(DotNet(), [dll, .. arguments], folder)
            : throw new LaunchException($"{project} is not built ({dll} is missing): build the solution with dotnet build.");
    }

    // The very installation this launcher runs on, which need not be the one on the PATH: …/shared/Microsoft.NETCore.App/10.0.0/
    private static string DotNet()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
