using CallPlatform.Core.Calls;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Notes what each save changes for campaigns' counters, whoever changed the call; <see cref="CallTransaction"/> writes the notes in
/// the same transaction. SQL that moves calls is counted by <see cref="TallyBook.CountersOf"/>.
/// </summary>
internal sealed class CampaignCounting(TallyBook tallies) : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries<Call>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified && entry.Entity is { CampaignId: { } campaign, IsDemo: false } call)
            {
                Count(entry, call, campaign);
            }
        }

        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    private void Count(EntityEntry<Call> entry, Call call, Guid campaign)
    {
        var counters = tallies.CountersOf(campaign, call.OrganizationId);
        if (call.DeletedAt is null)
        {
            CampaignTally.Of(call).AddTo(counters, 1);
        }

        if (entry.State == EntityState.Modified && entry.Property(c => c.DeletedAt).OriginalValue is null)
        {
            var state = entry.ComplexProperty(c => c.State);
            new CampaignTally(
                state.Property(s => s.Status).OriginalValue, entry.Property(c => c.WaitReason).OriginalValue,
                state.Property(s => s.ErrorCode).OriginalValue, entry.Property(c => c.Attempts).OriginalValue).AddTo(counters, -1);
        }
    }
}
