using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Analysis;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.SampleData;

/// <summary>
/// A month of people calling in: the Simulator rings the sample lines with times of the past, and everything after that is the platform's
/// usual way: signed webhooks, inbox, calls, recordings, transcripts, analyses, leads, appointments.
/// </summary>
internal sealed class SampleInbound(IHttpClientFactory http, SimulatorAddress simulator, OrganizationScopes scopes, SampleProgress progress, TimeProvider clock)
{
    private const int Days = 30;
    private const int AtOnce = 8;
    private const string Step = "Inbound calls";

    /// <summary>Has the people call, some of them again, and waits until what was said is analysed.</summary>
    public async Task PlayAsync(Guid organizationId, SampleCast cast, IReadOnlyList<SamplePerson> people, int calls, Random random, CancellationToken ct)
    {
        var zone = await ZoneAsync(organizationId, ct);
        var rings = Enumerable.Range(0, calls).Select(i => Ring(people[i % people.Count], cast.Lines[random.Next(cast.Lines.Count)], zone, random)).ToList();
        var client = http.CreateClient(nameof(SampleInbound));
        client.BaseAddress = simulator.Find() ?? throw new InvalidOperationException("The Simulator is not in use any more.");
        var ids = new string[rings.Count];
        foreach (var bite in Enumerable.Range(0, rings.Count).Chunk(AtOnce))
        {
            await Task.WhenAll(bite.Select(async i => ids[i] = await SendAsync(client, rings[i], ct)));
            await progress.SayAsync(organizationId, "Phones ring", bite[^1] + 1, rings.Count, ct);
        }

        await progress.UntilAsync(
            organizationId, Step, ids.Length, db => db.Calls.CountAsync(c => ids.Contains(c.State.ProviderCallId) && c.State.EndedAt != null, ct),
            "The webhooks do not arrive or are not worked on: look at /api/v1/webhooks/inbox.", ct);
        await SettledAsync(organizationId, "Transcripts and analyses", ct);
    }

    /// <summary>Waits until nothing of the organisation is at the analysis provider.</summary>
    public async Task SettledAsync(Guid organizationId, string step, CancellationToken ct)
    {
        string[] open = [AnalysisStates.Waiting, AnalysisStates.Processing];
        var total = await scopes.ReadAsync(organizationId, db => db.AnalysisTasks.CountAsync(ct));
        await progress.UntilAsync(
            organizationId, step, total, async db => total - await db.AnalysisTasks.CountAsync(t => open.Contains(t.State), ct),
            "The analyses do not come back: look at /api/v1/analysis-tasks.", ct);
    }

    private async Task<TimeZoneInfo> ZoneAsync(Guid organizationId, CancellationToken ct)
    {
        var name = await scopes.ReadAsync(organizationId, db => db.Organizations.Select(o => o.TimeZone).FirstAsync(ct));
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private JsonObject Ring(SamplePerson person, string line, TimeZoneInfo zone, Random random) => new()
    {
        ["caller_number"] = person.Phone,
        ["caller_name"] = person.Name,
        ["city"] = person.City,
        ["tracking_number"] = line,
        ["start_time"] = MomentOf(zone, random).ToString("O", CultureInfo.InvariantCulture),

        // Only this form tells of voicemails, and of whom and what an advertisement brought.
        ["form"] = person.Phone.EndsWith("0003", StringComparison.Ordinal) || random.Next(5) > 0 ? "callrail" : "seed",
        ["source"] = person.Source,
        ["medium"] = person.Medium,
        ["campaign"] = person.Campaign,
        ["gclid"] = person.Medium == "cpc" ? Guid.NewGuid().ToString("N") : null,
    };

    // Business hours of the organisation, fewer at week-ends; never of a time that has not come.
    private DateTimeOffset MomentOf(TimeZoneInfo zone, Random random)
    {
        var now = clock.GetUtcNow();
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        while (true)
        {
            var local = today.AddDays(-random.Next(Days)).AddMinutes(random.Next(8 * 60, 18 * 60)).AddSeconds(random.Next(60));
            var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if ((weekend && random.Next(3) > 0) || zone.IsInvalidTime(local))
            {
                continue;
            }

            var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            if (at < now.AddMinutes(-15))
            {
                return at;
            }
        }
    }

    private static async Task<string> SendAsync(HttpClient client, JsonObject ring, CancellationToken ct)
    {
        using var response = await client.PostAsJsonAsync("/sim/callrail/call", ring, ct);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("call_id").GetString()!;
    }
}
