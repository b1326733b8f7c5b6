using System.Net;

namespace CallPlatform.Core.Providers;

/// <summary>One question to a provider, by a person who wants to know whether the key is right: asked once, whatever the circuit says.</summary>
internal sealed class AccountTest(IHttpClientFactory clients)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Names that are not set among these.</summary>
    public static IReadOnlyList<string> Missing(params ReadOnlySpan<(string Name, string? Value)> settings)
    {
        var missing = new List<string>();
        foreach (var (name, value) in settings)
        {
            if (string.IsNullOrEmpty(value))
            {
                missing.Add(name);
            }
        }

        return missing;
    }

    /// <summary>Returns when the provider accepted the key; throws with what to do otherwise.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="request">A GET with the key; its answer's body is not read.</param>
    /// <param name="notFoundIsFine">The question names something that there is not, only to be let in.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task AskAsync(IProviderAccount account, HttpRequestMessage request, bool notFoundIsFine, CancellationToken ct)
    {
        if (account.Missing is { Count: > 0 } missing)
        {
            throw new ProviderException(account.Name, ProviderFailure.NotAsked, $"Set {string.Join(", ", missing)} and start again.") { Code = "config" };
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var http = clients.CreateClient(nameof(AccountTest));
            request.Headers.UserAgent.ParseAdd("CallPlatform/1.0");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.IsSuccessStatusCode && !(notFoundIsFine && response.StatusCode == HttpStatusCode.NotFound))
            {
                throw Refused(account, response);
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new ProviderException(
                account.Name, ProviderFailure.Unknown, $"{account.Title} cannot be reached at {new Uri(account.BaseUrl).Authority}. Is the address right, and may this machine reach it?", error)
            {
                Code = "no_answer",
            };
        }
    }

    private static ProviderException Refused(IProviderAccount account, HttpResponseMessage response) => new(
        account.Name,
        ProviderFailure.Rejected,
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{account.Title} refused the key. Make a new one there, set it and start again.",
            HttpStatusCode.TooManyRequests => $"{account.Title} asks for patience: too many requests. The key seems right.",
            _ => $"{account.Title} answered {(int)response.StatusCode}.",
        })
    {
        Status = response.StatusCode,
        Code = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "bad_key" : "provider_error",
    };
}
