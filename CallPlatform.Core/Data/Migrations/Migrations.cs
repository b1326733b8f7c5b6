using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallPlatform.Core.Data.Migrations;

// One line a file. A merged file is never edited; the next change is the next number.
[DbContext(typeof(CallPlatformDbContext)), Migration("0001_organizations_calls_jobs_and_inbox")]
internal sealed class M0001 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0002_calls_by_status")]
internal sealed class M0002 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0010_campaigns_service_records_schedule_and_suppression")]
internal sealed class M0010 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0020_leads_and_tracking_numbers")]
internal sealed class M0020 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0021_missed_calls")]
internal sealed class M0021 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0022_transcripts_and_analyses")]
internal sealed class M0022 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0023_appointments_tasks_visits")]
internal sealed class M0023 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0024_a_missed_call_is_no_talk")]
internal sealed class M0024 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0025_sample_data")]
internal sealed class M0025 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0030_projects_agents_forms_and_lead_calls")]
internal sealed class M0030 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0031_messages")]
internal sealed class M0031 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0032_schedule_of_a_project")]
internal sealed class M0032 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0033_talks_with_staff")]
internal sealed class M0033 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0040_accounts_keys_and_audit")]
internal sealed class M0040 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0041_outbound_webhooks")]
internal sealed class M0041 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0042_exports")]
internal sealed class M0042 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0050_lines_of_running_calls")]
internal sealed class M0050 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0051_imports_of_service_records")]
internal sealed class M0051 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0052_inbound_calls_of_the_list")]
internal sealed class M0052 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0060_retention_and_erasure")]
internal sealed class M0060 : SqlFileMigration;

[DbContext(typeof(CallPlatformDbContext)), Migration("0070_web_keys")]
internal sealed class M0070 : SqlFileMigration;
