using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks;
using Npgsql;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>What the door learned of a delivery.</summary>
/// <param name="Envelope">For the inbox.</param>
/// <param name="CompanyId">Whose it says it is.</param>
/// <param name="ExternalId">The provider's name for the task.</param>
/// <param name="SubjectId">Our call or session.</param>
public sealed record ShunyaDelivery(WebhookEnvelope Envelope, string? CompanyId, string? ExternalId, Guid? SubjectId);

/// <summary>Shunya at the door: is it Shunya, is it fresh, what does it speak of, and whose is that.</summary>
public static class ShunyaWebhook
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Whether it was signed within the last five minutes, over the bytes as they came or over their canonical form.</summary>
    public static bool IsAuthentic(string? signature, string? timestamp, byte[] body, ShunyaOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(body);
        if (string.IsNullOrEmpty(options.WebhookSecret))
        {
            return options.AllowUnsigned;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || Math.Abs(now.ToUnixTimeMilliseconds() - (decimal)milliseconds) > (decimal)Window.TotalMilliseconds
            || signature is not { Length: 64 } || !signature.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var given = Convert.FromHexString(signature);
        var key = Encoding.UTF8.GetBytes(options.WebhookSecret);
        if (Fits(key, timestamp, body, given))
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return Fits(key, timestamp, PythonJson.Canonical(document.RootElement), given);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The delivery's envelope; null when the body is no JSON object of an event.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static ShunyaDelivery? Open(byte[] body, string? taskHeader)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || ProviderJson.Text(root, "event_type", "status") is not { Length: <= 100 } kind)
        {
            return null;
        }

        var external = ProviderJson.Text(root, "shunya_job_id", "job_id", "task_id") ?? (string.IsNullOrWhiteSpace(taskHeader) ? null : taskHeader);
        var call = ProviderJson.Text(root, "call_id");
        var key = external is { Length: <= 200 } ? $"{external}:{kind}:{ProviderJson.Text(root, "status")}" : Convert.ToHexStringLower(SHA256.HashData(body));
        return new ShunyaDelivery(
            new WebhookEnvelope(ShunyaClient.Provider, kind, key, call is { Length: <= 200 } ? call : null),
            ProviderJson.Text(root, "company_id"), external, Guid.TryParse(call, out var subject) ? subject : null);
    }

    /// <summary>The organisation whose task it is; null when no task is known by these names.</summary>
    public static async Task<Guid?> OwnerAsync(Database database, ShunyaDelivery delivery, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(delivery);
        await using var command = database.Platform.CreateCommand("""
            (select organization_id from analysis_tasks where provider = 'shunya' and external_id = $1)
            union all (select organization_id from analysis_tasks where call_id = $2 limit 1)
            union all (select organization_id from analysis_tasks where session_id = $2 limit 1)
            limit 1
            """);
        command.Parameters.Add(new() { Value = (object?)delivery.ExternalId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)delivery.SubjectId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    private static bool Fits(byte[] key, string timestamp, byte[] body, byte[] given)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes(timestamp + ":"));
        hash.AppendData(body);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), given);
    }
}
