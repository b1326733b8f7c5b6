using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Calls;

internal sealed class CallConfiguration : IEntityTypeConfiguration<Call>
{
    /// <summary>The row's version: the number of the transaction that wrote it last.</summary>
    public const string Version = "xmin";

    public void Configure(EntityTypeBuilder<Call> builder)
    {
        builder.ToTable("calls");
        builder.Ignore(c => c.IsOpen);
        builder.HasQueryFilter("deleted", c => c.DeletedAt == null);
        builder.Property(c => c.CallGoals).HasColumnType("jsonb");
        builder.Property(c => c.Variables).HasColumnType("jsonb");
        builder.Property(c => c.Metadata).HasColumnType("jsonb");
        builder.HasOne(c => c.Contact).WithMany().HasForeignKey(c => c.ContactId);
        builder.HasOne(c => c.Script).WithMany().HasForeignKey(c => c.ScriptId);
        builder.HasOne<Leads.Lead>().WithMany().HasForeignKey(c => c.LeadId);
        builder.Property<uint>(Version).HasColumnName(Version).HasColumnType("xid").IsRowVersion();
        builder.ComplexProperty(c => c.State, state =>
        {
            // Its parts are columns of the same row, named like any other.
            foreach (var part in typeof(CallState).GetProperties())
            {
                state.Property(part.PropertyType, part.Name).HasColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Name));
            }

            state.Property(s => s.Status).HasConversion(s => s.Name(), s => CallStatuses.Parse(s));
            state.Property(s => s.Messages).HasColumnType("json");
            state.Property(s => s.Analysis).HasColumnType("json");
            state.Property(s => s.StructuredOutputs).HasColumnType("json");
            state.Property(s => s.CostBreakdown).HasColumnType("json");
            state.Property(s => s.Cost).HasPrecision(12, 4);
        });
    }
}
