using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CallPlatform.Api;

/// <summary>A CSV file that is read as it arrives: as the body itself, or as the first file of a form. It is never whole in memory.</summary>
internal static class CsvUpload
{
    public static ProblemHttpResult NoFile() =>
        Problems.Of(400, "no_file", "Send the CSV as the body (text/csv), or as the file of a multipart form.");

    public static async Task<Stream?> OpenAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return type.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.MediaType.Value is "application/csv" or "application/octet-stream"
                ? request.Body
                : null;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
        {
            return null;
        }

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(ct) is { } part)
        {
            if (part.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
            {
                return part.Body;
            }
        }

        return null;
    }
}
