namespace CallPlatform.Tests.Support;

/// <summary>The folder that holds <c>CallPlatform.sln</c>.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CallPlatform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("CallPlatform.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
