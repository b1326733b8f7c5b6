using System.Text.Json;

namespace CallPlatform.AppHost.Embedded;

/// <summary>JSON that only its owner may read, replaced in one step so that a reader never sees half of it.</summary>
internal static class PrivateFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static void Write<T>(string path, T content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A left-over of an earlier crash would keep its own mode.
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, options))
        {
            JsonSerializer.Serialize(stream, content, Json);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public static T? Read<T>(string path)
    {
        if (!File.Exists(path))
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json);
        }
        catch (JsonException error)
        {
            throw new LaunchException($"{path} cannot be read as JSON: mend it, or start with --reset to lose the data and begin anew.", error);
        }
    }
}
