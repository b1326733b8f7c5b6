using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Shunya;

internal sealed class ShunyaWebhooks(Settings settings)
{
    public void Finished(ShunyaTask task, Outbox outbox)
    {
        var options = settings.Now.Shunya;
        if (string.IsNullOrEmpty(options.WebhookUrl) || task.Call.Scenario == Scenario.Silent)
        {
            return;
        }

        var type = task.Work switch
        {
            ShunyaWork.Transcription => "call.transcription.",
            ShunyaWork.Analysis => "call.analysis.",
            _ => "meeting.segmentation.",
        } + (task.Error is null ? "complete" : "failed");
        var body = new Dictionary<string, object?>
        {
            [options.JobIdField] = task.Id,
            ["event_type"] = type,
            ["status"] = task.Status,
            ["company_id"] = task.Call.CompanyId,
            ["call_id"] = task.Call.CallId,
            ["data"] = task.Error is null ? ShunyaDocuments.For(task) : null,
            ["error"] = task.Error?.Body(),
            ["timestamp"] = settings.Clock(ShunyaDesk.Provider),
        };
        var compact = JsonSerializer.SerializeToUtf8Bytes(body, Json.Snake);
        var canonical = Encoding.ASCII.GetBytes(PythonJson.Dumps(JsonSerializer.Deserialize<JsonElement>(compact)));
        var differ = options.SignedForm == "canonical" || (options.SignedForm == "alternate" && Conversations.Seed(task.Id) % 2 == 1);
        outbox.Post(new Webhook(ShunyaDesk.Provider, task.Call.CallId, type, options.WebhookUrl, () => differ ? compact : canonical)
        {
            Sign = (request, sent) => Sign(request, task, differ && sent.Length == compact.Length ? canonical : sent),
        });
    }

    private void Sign(HttpRequestMessage request, ShunyaTask task, byte[] signed)
    {
        var timestamp = settings.Clock(ShunyaDesk.Provider).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("X-Shunya-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Shunya-Task-Id", task.Id);
        if (settings.Now.Shunya.WebhookSecret is { Length: > 0 } secret)
        {
            byte[] text = [.. Encoding.ASCII.GetBytes(timestamp + ":"), .. signed];
            request.Headers.TryAddWithoutValidation("X-Shunya-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text)));
        }
    }
}
