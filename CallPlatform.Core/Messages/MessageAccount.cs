using System.Net.Http.Headers;
using System.Text;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Messages;

internal sealed class MessageAccount(IOptionsMonitor<MessageGatewayOptions> options, AccountTest test) : IProviderAccount
{
    public string Name => "messages";

    public string Title => "Message gateway (Twilio)";

    public string Purpose => "Texts and WhatsApp messages after calls that reached nobody.";

    public IReadOnlyList<string> Missing => AccountTest.Missing(
        ("TWILIO_ACCOUNT_SID", options.CurrentValue.AccountSid), ("TWILIO_AUTH_TOKEN", options.CurrentValue.AuthToken),
        ("TWILIO_FROM_NUMBER", options.CurrentValue.From));

    public string BaseUrl => options.CurrentValue.BaseUrl;

    public async Task TestAsync(CancellationToken ct)
    {
        var settings = options.CurrentValue;
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{BaseUrl.TrimEnd('/')}/2010-04-01/Accounts/{Uri.EscapeDataString(settings.AccountSid ?? "")}/Messages.json?PageSize=1");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.AccountSid}:{settings.AuthToken}")));
        await test.AskAsync(this, request, notFoundIsFine: false, ct);
    }
}
