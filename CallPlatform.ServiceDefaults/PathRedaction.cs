using System.Diagnostics;
using OpenTelemetry;

namespace CallPlatform.ServiceDefaults;

/// <summary>
/// Addresses hold phone numbers, search words and the secret parts of webhooks and forms: a trace names the route that was taken instead.
/// </summary>
internal sealed class PathRedaction : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is not null)
        {
            data.SetTag("url.path", data.GetTagItem("http.route") ?? "(no route)");
            data.SetTag("url.query", null);
        }
    }
}
