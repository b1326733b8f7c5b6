using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"callplatform-data-{Guid.CreateVersion7():N}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Secrets_are_made_once_and_are_for_the_owner_s_eyes_only()
    {
        LauncherSecrets first;
        using (var folder = DataFolder.Open(path))
        {
            first = folder.Secrets();
        }

        using var again = DataFolder.Open(path);

        Assert.Equal(first, again.Secrets());
        Assert.True(Convert.FromBase64String(first.SigningKey).Length >= 32);
        AssertPrivate(Path.Combine(path, "secrets.json"));
    }

    [Fact]
    public void A_second_launcher_is_turned_away_until_the_first_ends()
    {
        var first = DataFolder.Open(path);

        var refusal = Assert.Throws<LaunchException>(() => DataFolder.Open(path));
        first.Dispose();

        Assert.StartsWith($"Another launcher already runs with the data folder {path}", refusal.Message, StringComparison.Ordinal);
        DataFolder.Open(path).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_in_one_sentence()
    {
        File.WriteAllText(path, "a file where the folder should be");

        var refusal = Assert.Throws<LaunchException>(() => DataFolder.Open(path));

        Assert.StartsWith($"The data folder {path} cannot be written", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_deletes_what_the_launcher_made_and_nothing_else()
    {
        using var folder = DataFolder.Open(path);
        var before = folder.Secrets();
        var notes = Path.Combine(path, "notes.txt");
        await File.WriteAllTextAsync(notes, "mine", Ct);
        Directory.CreateDirectory(folder.Postgres);

        await folder.ResetAsync(Ct);

        Assert.True(File.Exists(notes));
        Assert.False(Directory.Exists(folder.Postgres));
        Assert.NotEqual(before.OwnerPassword, folder.Secrets().OwnerPassword);
    }

    [Fact]
    public async Task Endpoints_are_spelt_for_scripts_and_private()
    {
        using var folder = DataFolder.Open(path);

        PrivateFile.Write(folder.EndpointsFile, new Endpoints
        {
            Api = "http://127.0.0.1:1",
            Web = "http://127.0.0.1:2",
            Username = "owner@example.com",
            Password = "secret",
            OrganizationId = "0198",
            Database = "Host=127.0.0.1",
            Launcher = 5,
            Processes = new() { ["api"] = 6, ["postgres"] = 7 },
        });

        using var said = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(folder.EndpointsFile, Ct));
        Assert.Equal("0198", said.RootElement.GetProperty("organization_id").GetString());
        Assert.Equal(7, said.RootElement.GetProperty("processes").GetProperty("postgres").GetInt32());
        AssertPrivate(folder.EndpointsFile);
    }

    public void Dispose()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private static void AssertPrivate(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        }
    }
}
