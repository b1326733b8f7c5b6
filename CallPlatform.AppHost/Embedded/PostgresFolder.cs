using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace CallPlatform.AppHost.Embedded;

/// <summary>
/// Where a cluster's files lie and whose they are. PostgreSQL refuses to run as root; as root it runs as the user postgres,
/// who may be unable to reach the wanted folder (a repository under /root). Then the files lie elsewhere and the wanted
/// folder holds a pointer to them.
/// </summary>
internal sealed record PostgresFolder(string Path, string? User, IReadOnlyList<string> RunAs)
{
    private const string PointerName = "location";
    private const string ElsewhereRoot = "/var/lib/callplatform";

    public string Data => System.IO.Path.Combine(Path, "data");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public static async Task<PostgresFolder> PrepareAsync(string wanted, Action<string> say, CancellationToken ct)
    {
        wanted = System.IO.Path.GetFullPath(wanted);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(wanted);
            return new(wanted, null, []);
        }

        Directory.CreateDirectory(wanted, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Environment.IsPrivilegedProcess)
        {
            return new(wanted, null, []);
        }

        if (PointedFrom(wanted) is { } elsewhere && Directory.Exists(elsewhere))
        {
            return await OwnedAsync(elsewhere, ct);
        }

        var here = await OwnedAsync(wanted, ct);
        if (await here.CanBeWrittenAsync(ct))
        {
            return here;
        }

        var moved = await ElsewhereAsync(wanted, say, ct);
        await System.IO.File.WriteAllTextAsync(System.IO.Path.Combine(wanted, PointerName), moved.Path + "\n", ct);
        say($"PostgreSQL's user \"{moved.User}\" cannot enter {wanted}, so the database files are kept in {moved.Path}.");
        return moved;
    }

    /// <summary>The folder and what it points to, for whoever wipes it.</summary>
    public static IEnumerable<string> AllOf(string wanted) =>
        PointedFrom(wanted) is { } elsewhere ? [elsewhere, wanted] : [wanted];

    public void GiveToServer(string file)
    {
        if (User is not null)
        {
            using var chown = System.Diagnostics.Process.Start("chown", [User, file]);
            chown.WaitForExit();
        }
    }

    private static string? PointedFrom(string wanted)
    {
        var pointer = System.IO.Path.Combine(wanted, PointerName);
        return System.IO.File.Exists(pointer) ? System.IO.File.ReadAllText(pointer).Trim() : null;
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<PostgresFolder> ElsewhereAsync(string wanted, Action<string> say, CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(ElsewhereRoot);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..16];
            var path = System.IO.Path.Combine(ElsewhereRoot, hash);
            if (Directory.Exists(path))
            {
                // Its pointer is gone: that data folder was deleted, or is not mounted today. Too dear to delete on a guess.
                var aside = $"{path}.{DateTimeOffset.UtcNow:yyyyMMddHHmmss}";
                Directory.Move(path, aside);
                say($"The database of an earlier data folder at this place was set aside as {aside}; delete it if nobody misses it.");
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var folder = await OwnedAsync(path, ct);
            if (await folder.CanBeWrittenAsync(ct))
            {
                return folder;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only /var: the temporary folder is left.
        }

        var temporary = await OwnedAsync(Directory.CreateTempSubdirectory("callplatform-").FullName, ct);
        return await temporary.CanBeWrittenAsync(ct)
            ? temporary
            : throw new PostgresUnavailableException(
                $"PostgreSQL's user \"{temporary.User}\" can write neither to {wanted} nor to {ElsewhereRoot}: choose a --data-dir that it can enter.");
    }

    private static async Task<PostgresFolder> OwnedAsync(string path, CancellationToken ct)
    {
        // A cluster that a normal user made stays that user's, or they could not open it again.
        var data = System.IO.Path.Combine(path, "data");
        var owner = Directory.Exists(data)
            ? (await PostgresCommand.RunAsync(["stat", OperatingSystem.IsMacOS() ? "-f%Su" : "-c%U", data], ct)).Output.Trim()
            : "";
        var user = owner is "" or "root" or "UNKNOWN" ? "postgres" : owner;
        var folder = new PostgresFolder(path, user, await PostgresCommand.PrefixForAsync(user, ct));
        folder.GiveToServer(path);
        return folder;
    }

    private async Task<bool> CanBeWrittenAsync(CancellationToken ct) =>
        (await PostgresCommand.RunAsync([.. RunAs, "test", "-w", Path, "-a", "-x", Path], ct)).Succeeded;
}
