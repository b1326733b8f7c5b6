using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Leads of a list with what became of their automatic call: a lead's call wins over a later turn that was skipped.</summary>
internal static class LeadCallStates
{
    public static async Task<List<LeadResponse>> WithAsync(CallPlatformDbContext db, List<Lead> leads, CancellationToken ct)
    {
        var ids = leads.ConvertAll(l => l.Id);
        var logs = await db.AiCallLogs.Where(l => ids.Contains(l.LeadId))
            .Select(l => new { l.LeadId, l.Claims, State = new LeadCallState(l.Status, l.Reason, l.ErrorMessage, l.CallId, l.InitiatedAt) }).ToListAsync(ct);
        var states = logs.GroupBy(l => l.LeadId)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(l => l.Claims).ThenByDescending(l => l.State.At).First().State);
        return leads.ConvertAll(l => InboundResponses.Of(l) with { AutomaticCall = states.GetValueOrDefault(l.Id) });
    }
}
