using System.Collections.Concurrent;
using System.Security.Cryptography;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Leads;

/// <summary>Finds a public form by its token, over all organisations. What was found is believed for a few seconds: bursts come to one form.</summary>
public sealed class LeadForms(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (LeadForm? Form, DateTimeOffset Until)> known = new();

    /// <summary>A token of 160 random bits, in letters that survive any address.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public async Task<LeadForm?> FindAsync(string token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length is < 8 or > 100)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (known.TryGetValue(token, out var remembered) && remembered.Until > now)
        {
            return remembered.Form;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
        var form = await db.LeadForms.FirstOrDefaultAsync(f => f.Token == token && f.IsActive, ct);
        if (known.Count > MostRemembered)
        {
            known.Clear(); // somebody tries tokens: memory must not grow by it
        }

        known[token] = (form, now + Believed);
        return form;
    }
}
