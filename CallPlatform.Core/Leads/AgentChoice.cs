using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CallPlatform.Core.Leads;

/// <summary>
/// Chooses among agents by their weights, always the same for one lead: each agent draws a number from (lead, agent), the greatest wins.
/// An agent that joins or leaves moves only the leads it gains or loses.
/// </summary>
public static class AgentChoice
{
    public static AiAgent? Of(Guid leadId, IEnumerable<AiAgent> agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        return agents.Where(a => a.Weight > 0).OrderByDescending(a => Draw(leadId, a)).ThenBy(a => a.Id).FirstOrDefault();
    }

    // -weight / ln(u) with u uniform in (0, 1): the chance to be the greatest is the share of the weights.
    private static double Draw(Guid leadId, AiAgent agent)
    {
        Span<byte> both = stackalloc byte[32];
        leadId.TryWriteBytes(both);
        agent.Id.TryWriteBytes(both[16..]);
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(both)) >> 11;
        var u = (bits + 0.5) / (1UL << 53);
        return -agent.Weight / Math.Log(u);
    }
}
