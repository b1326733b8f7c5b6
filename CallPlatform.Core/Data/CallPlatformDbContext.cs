using System.Linq.Expressions;
using CallPlatform.Core.Analysis;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Exports;
using CallPlatform.Core.Inbound;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Scripts;
using CallPlatform.Core.Visits;
using CallPlatform.Core.Webhooks;
using CallPlatform.Core.Webhooks.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CallPlatform.Core.Data;

/// <summary>
/// The domain's rows. Every <see cref="IOwnedByOrganization"/> is filtered to <see cref="CurrentOrganization"/> and stamped
/// with it on save. The schema itself is in <c>Data/Migrations/*.sql</c>; a test proves that both agree.
/// </summary>
public sealed class CallPlatformDbContext(DbContextOptions<CallPlatformDbContext> options, CurrentOrganization organization)
    : DbContext(options)
{
    /// <summary>Without savepoints: a save that fails ends its transaction, and nobody pays two round trips for each that does not.</summary>
    public override DatabaseFacade Database
    {
        get
        {
            var database = base.Database;
            database.AutoSavepointsEnabled = false;
            return database;
        }
    }

    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<User> Users => Set<User>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<TrackingNumber> TrackingNumbers => Set<TrackingNumber>();
    public DbSet<Lead> Leads => Set<Lead>();
    public DbSet<LeadStatusChange> LeadStatusHistory => Set<LeadStatusChange>();
    public DbSet<InboundSettings> InboundSettings => Set<InboundSettings>();
    public DbSet<MissedCall> MissedCalls => Set<MissedCall>();
    public DbSet<ProviderSweep> ProviderSweeps => Set<ProviderSweep>();
    public DbSet<CsrStatsDay> CsrStatsDaily => Set<CsrStatsDay>();
    public DbSet<AnalysisTask> AnalysisTasks => Set<AnalysisTask>();
    public DbSet<CallTranscript> CallTranscripts => Set<CallTranscript>();
    public DbSet<TranscriptSegment> TranscriptSegments => Set<TranscriptSegment>();
    public DbSet<CallAnalysis> CallAnalyses => Set<CallAnalysis>();
    public DbSet<CallObjection> CallObjections => Set<CallObjection>();
    public DbSet<ObjectionStatsDay> ObjectionStatsDaily => Set<ObjectionStatsDay>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<FollowUp> FollowUps => Set<FollowUp>();
    public DbSet<RecordingSession> RecordingSessions => Set<RecordingSession>();
    public DbSet<VisitAnalysis> VisitAnalyses => Set<VisitAnalysis>();
    public DbSet<SalesStatsDay> SalesStatsDaily => Set<SalesStatsDay>();
    public DbSet<Script> Scripts => Set<Script>();
    public DbSet<Call> Calls => Set<Call>();
    public DbSet<DialAttempt> DialAttempts => Set<DialAttempt>();
    public DbSet<CallEvent> CallEvents => Set<CallEvent>();
    public DbSet<LiveLine> LiveLines => Set<LiveLine>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<WebhookDelivery> WebhookInbox => Set<WebhookDelivery>();
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();
    public DbSet<WebhookMessage> WebhookMessages => Set<WebhookMessage>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<ExportChunk> ExportChunks => Set<ExportChunk>();
    public DbSet<CallStatsDay> CallStatsDaily => Set<CallStatsDay>();
    public DbSet<OrganizationTotals> OrganizationTotals => Set<OrganizationTotals>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<CampaignCount> CampaignCounts => Set<CampaignCount>();
    public DbSet<CampaignMinute> CampaignMinutes => Set<CampaignMinute>();
    public DbSet<ServiceRecord> ServiceRecords => Set<ServiceRecord>();
    public DbSet<RecordImport> RecordImports => Set<RecordImport>();
    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();
    public DbSet<DialLimits> DialLimits => Set<DialLimits>();
    public DbSet<LedgerEntry> DialDecisions => Set<LedgerEntry>();
    public DbSet<Suppression> Suppressions => Set<Suppression>();
    public DbSet<HumanContact> HumanContacts => Set<HumanContact>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<AiAgent> AiAgents => Set<AiAgent>();
    public DbSet<FormMapping> FormMappings => Set<FormMapping>();
    public DbSet<LeadForm> LeadForms => Set<LeadForm>();
    public DbSet<AiCallLog> AiCallLogs => Set<AiCallLog>();
    public DbSet<AiCallStatsDay> AiCallStatsDaily => Set<AiCallStatsDay>();
    public DbSet<LeadBatch> LeadBatches => Set<LeadBatch>();
    public DbSet<SampleData.SampleDataRun> SampleData => Set<SampleData.SampleDataRun>();
    public DbSet<SampleData.SampleItem> SampleItems => Set<SampleData.SampleItem>();
    public DbSet<Messages.Message> Messages => Set<Messages.Message>();

    private Guid OrganizationId => organization.Id;

    private bool SeesAll => organization.SeesAll;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        Stamp();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Stamp();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CallPlatformDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (typeof(IOwnedByOrganization).IsAssignableFrom(entity.ClrType))
            {
                modelBuilder.Entity(entity.ClrType).HasQueryFilter("organization", OwnedByCurrent(entity.ClrType));
            }
        }

        SnakeCaseNames.Apply(modelBuilder.Model);
    }

    private LambdaExpression OwnedByCurrent(Type type)
    {
        var row = Expression.Parameter(type, "row");
        var context = Expression.Constant(this);
        var owned = Expression.Equal(
            Expression.Property(row, nameof(IOwnedByOrganization.OrganizationId)),
            Expression.Property(context, nameof(OrganizationId)));
        return Expression.Lambda(Expression.OrElse(Expression.Property(context, nameof(SeesAll)), owned), row);
    }

    private void Stamp()
    {
        foreach (var entry in ChangeTracker.Entries<IOwnedByOrganization>())
        {
            if (entry.State == EntityState.Added && entry.Entity.OrganizationId == Guid.Empty)
            {
                entry.Entity.OrganizationId = organization.Id;
            }
        }
    }
}
