namespace CallPlatform.AppHost.Embedded;

/// <summary>Gets PostgreSQL from the distribution where nobody needs to be asked: as root on Debian, Ubuntu and their kin.</summary>
internal static class PostgresInstallation
{
    private const string AptGet = "/usr/bin/apt-get";
    private const string PackageSettings = "/etc/postgresql-common/createcluster.d/callplatform.conf";

    /// <summary>False where it is not ours to install; a failed installation says why in one sentence.</summary>
    public static async Task<bool> TryAsync(Action<string> say, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists(AptGet))
        {
            return false;
        }

        say("PostgreSQL is not installed: installing the distribution's package \"postgresql\" (a minute or so).");

        // The package would make and start a cluster of its own; this machine only lends us the programs.
        var asked = !File.Exists(PackageSettings);
        if (asked)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PackageSettings)!);
            await File.WriteAllTextAsync(PackageSettings, "create_main_cluster = false\n", ct);
        }

        try
        {
            await AptAsync(["update"], ct);
            await AptAsync(["install", "-y", "--no-install-recommends", "postgresql"], ct);
        }
        finally
        {
            // What the administrator installs later behaves as the administrator expects.
            if (asked)
            {
                File.Delete(PackageSettings);
            }
        }

        return true;
    }

    private static async Task AptAsync(string[] arguments, CancellationToken ct)
    {
        // Waits for another apt-get instead of failing, asks nothing, keeps configuration files as they are.
        string[] options = ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"];
        var answer = await PostgresCommand.RunAsync(["env", "DEBIAN_FRONTEND=noninteractive", AptGet, .. options, .. arguments], ct);
        if (!answer.Succeeded)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL could not be installed (apt-get {string.Join(' ', arguments)}: {answer.LastWords}): install it by hand and start again.");
        }
    }
}
