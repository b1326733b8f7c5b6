using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using CallPlatform.Contracts;
using CallPlatform.Web.Hosting;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace CallPlatform.Web.Auth;

/// <summary>
/// Data protection's keys, kept in PostgreSQL by the Api: every Web process can read every cookie, and a restart signs nobody out.
/// Data protection asks at the start and once a day; in between an Api that is away is not missed.
/// </summary>
internal sealed class SharedKeys : IXmlRepository, IDisposable
{
    // Web and Api start side by side: Web asks until the Api is there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient http;
    private readonly TimeProvider clock;

    public SharedKeys(ApiConnection connection, string webKey, TimeProvider clock)
    {
        this.clock = clock;
        http = new HttpClient { BaseAddress = connection.Address, Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Add(WebKey.Header, webKey);
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var response = Send(() => new HttpRequestMessage(HttpMethod.Get, WebKey.Path));
        using var body = response.Content.ReadAsStream();
        return [.. JsonSerializer.Deserialize(body, ContractsJson.Default.IReadOnlyListString)!.Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var key = new WebKey(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        Send(() => new HttpRequestMessage(HttpMethod.Post, WebKey.Path) { Content = JsonContent.Create(key, ContractsJson.Default.WebKey) }).Dispose();
    }

    public void Dispose() => http.Dispose();

    // Data protection's interface knows no asynchronous form.
    private HttpResponseMessage Send(Func<HttpRequestMessage> request)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                using var message = request();
                var response = http.Send(message);
                return response.StatusCode != HttpStatusCode.NotFound
                    ? response.EnsureSuccessStatusCode()
                    : throw new InvalidOperationException("The Api does not give the keys of the session cookies: Auth__WebKey is not the same at Web and Api.");
            }
            catch (HttpRequestException error) when (error.StatusCode is null or >= HttpStatusCode.InternalServerError && clock.GetElapsedTime(started) < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
