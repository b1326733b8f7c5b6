using Microsoft.AspNetCore.Components.Forms;

namespace CallPlatform.Web.Components.Shared;

/// <summary>
/// A file a person gave, kept on disk while a page works with it: it is read more than once, and must not be whole in memory.
/// The system deletes it with its last handle, so also when the process ends.
/// </summary>
internal sealed class UploadedFile : IDisposable
{
    private readonly FileStream stored;

    private UploadedFile(string name, FileStream stored) => (Name, this.stored) = (name, stored);

    public string Name { get; }

    public long Length => stored.Length;

    /// <summary>Takes the file over from the browser.</summary>
    public static async Task<UploadedFile> TakeAsync(IBrowserFile file, long maxBytes, Action<double> onProgress, CancellationToken ct)
    {
        var stored = new FileStream(
            Path.Combine(Path.GetTempPath(), $"callplatform-upload-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await using var source = new CountedStream(file.OpenReadStream(maxBytes, ct), file.Size, onProgress);
            await source.CopyToAsync(stored, ct);
            return new(file.Name, stored);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    /// <summary>The file from its start, which tells how far it was read.</summary>
    public Stream Open(Action<double> onProgress)
    {
        stored.Position = 0;
        return new CountedStream(stored, stored.Length, onProgress, leaveOpen: true);
    }

    /// <summary>The file's rows, from its start.</summary>
    public IEnumerable<CsvRow> Rows()
    {
        stored.Position = 0;
        using var text = new StreamReader(stored, leaveOpen: true);
        foreach (var row in CsvText.Read(text))
        {
            yield return row;
        }
    }

    public void Dispose() => stored.Dispose();
}
