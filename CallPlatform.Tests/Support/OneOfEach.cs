using Npgsql;

namespace CallPlatform.Tests.Support;

/// <summary>An organisation that owns one row of every kind that a route can name by its id.</summary>
internal static class OneOfEach
{
    /// <summary>What to insert, by the path of the routes whose id it is: the longest path that fits counts. {0} is the row's id.</summary>
    private static readonly (string Path, string Sql)[] Rows =
    [
        ("/api/contacts", "insert into contacts (id, organization_id, name, phone, created_at, updated_at) select '{0}', o, 'Ada', '+14155550123', now(), now() from mine"),
        ("/api/v1/contacts", "select 1"),
        ("/api/v1/contact-cards", "select 1"),
        ("/api/scripts", "insert into scripts (id, organization_id, name, created_at, updated_at) select '{0}', o, 'Pitch', now(), now() from mine"),
        ("/api/calls", """
            insert into calls (id, organization_id, contact_id, direction, call_type, provider, to_number, status, counted_on, created_at, updated_at)
            select '{0}', o, contact, 'inbound', 'inbound', 'callrail', '+14155550123', 'completed', current_date, now(), now() from mine
            """),
        ("/api/v1/calls", "select 1"),
        ("/api/v1/calls/demo", "select 1"),
        ("/api/v1/campaigns", "insert into campaigns (id, organization_id, name, status, provider, created_at, updated_at) select '{0}', o, 'Spring', 'draft', 'vapi', now(), now() from mine"),
        ("/api/v1/service-records", """
            insert into service_records (id, organization_id, customer_name, customer_phone, vehicle_info, created_at, updated_at) select '{0}', o, 'Ada', '+14155550123', '{0}', now(), now() from mine
            """),
        ("/api/v1/service-records/imports", "insert into record_imports (id, organization_id, imported, created_at) select '{0}', o, 1, now() from mine"),
        ("/api/v1/notices", "insert into notices (id, organization_id, kind, key, message, created_at) select '{0}', o, 'budget', '{0}', 'm', now() from mine"),
        ("/api/v1/tracking-numbers", "insert into tracking_numbers (id, organization_id, number, created_at, updated_at) select '{0}', o, '+1415' || (2000000 + floor(random() * 7999999))::int, now(), now() from mine"),
        ("/api/v1/leads", """
            insert into leads (id, organization_id, contact_id, full_name, phone_number, status_as_of, created_at, updated_at) select '{0}', o, contact, 'Ada', '+14155550123', now(), now(), now() from mine
            """),
        ("/ai-call/trigger", "select 1"),
        ("/api/v1/missed-calls", """
            insert into missed_calls (call_id, organization_id, phone, missed_at, state, created_at) select '{0}', o, '+14155550123', now(), 'open', now() from mine
            """),
        ("/api/v1/analysis-tasks", """
            insert into analysis_tasks (id, organization_id, kind, call_id, provider, state, created_at, updated_at) select '{0}', o, 'analysis', call, 'shunya', 'failed', now(), now() from mine
            """),
        ("/api/v1/appointments", """
            insert into appointments (id, organization_id, lead_id, status, outcome, source, counted_on, created_at, updated_at) select '{0}', o, lead, 'scheduled', 'pending', 'person', current_date, now(), now() from mine
            """),
        ("/api/v1/tasks", """
            insert into tasks (id, organization_id, kind, title, status, source, created_at, updated_at) select '{0}', o, 'call_back', 'Call back', 'open', 'person', now(), now() from mine
            """),
        ("/api/v1/recordings/sessions", """
            insert into recording_sessions (id, organization_id, appointment_id, rep_id, status, started_at, created_at, updated_at) select '{0}', o, appointment, u, 'completed', now(), now(), now() from mine
            """),
        ("/projects", "insert into projects (id, organization_id, name, created_at, updated_at) select '{0}', o, '{0}', now(), now() from mine"),
        ("/ai-agents", """
            insert into ai_agents (id, organization_id, project_id, name, agent_id, provider, created_at, updated_at) select '{0}', o, project, 'First', gen_random_uuid()::text, 'callkaro', now(), now() from mine
            """),
        ("/form-mappings", "insert into form_mappings (id, organization_id, form_name, project_id, created_at) select '{0}', o, '{0}', project, now() from mine"),
        ("/lead-forms", "insert into lead_forms (id, organization_id, token, name, created_at) select '{0}', o, gen_random_uuid()::text, 'Expo', now() from mine"),
        ("/ai-call/process-unmapped", """
            insert into lead_batches (id, organization_id, kind, status, total, created_at) select '{0}', o, 'process_unmapped', 'completed', 0, now() from mine
            """),
        ("/api/v1/webhooks/inbox", """
            insert into webhook_inbox (id, organization_id, provider, event_key, kind, body, state, due_at, received_at) select '{0}', o, 'callrail', '{0}', 'call.completed', '{}', 'failed', now(), now() from mine
            """),
        ("/api/v1/users", """
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at) select '{0}', o, '{0}@example.com', 'Ada', 'x', 'viewer', gen_random_uuid(), now() from mine
            """),
        ("/api/v1/users/invitations", """
            insert into invitations (id, organization_id, username, role, token_hash, created_at, expires_at) select '{0}', o, '{0}@example.org', 'viewer', '{0}'::bytea, now(), now() + interval '1 day' from mine
            """),
        ("/api/v1/users/me/sessions", """
            insert into refresh_tokens (id, organization_id, user_id, family_id, token_hash, created_at, expires_at) select '{0}', o, u, '{0}', '{0}'::bytea, now(), now() + interval '1 day' from mine
            """),
        ("/api/v1/api-keys", "insert into api_keys (id, organization_id, name, prefix, key_hash, role, created_at) select '{0}', o, 'Key', 'cp_x', '{0}'::bytea, 'viewer', now() from mine"),
        ("/api/v1/webhooks/endpoints", """
            insert into webhook_endpoints (id, organization_id, url, event_types, secret, created_at, updated_at) select '{0}', o, 'https://hooks.example', '{call.ended}', '{0}'::bytea, now(), now() from mine
            """),
        ("/api/v1/exports", "insert into exports (id, organization_id, kind, state, created_at, expires_at) select '{0}', o, 'calls', 'done', now(), now() + interval '1 day' from mine"),
        ("/api/v1/jobs", """
            insert into jobs (id, organization_id, kind, state, due_at, max_attempts, created_at) select '{0}', o, 'sync_call', 'dead', now(), 1, now() from mine
            """),
    ];

    /// <summary>Inserts them. Returns the ids by path.</summary>
    public static async Task<IReadOnlyDictionary<string, Guid>> InsertAsync(string connectionString, Guid organization)
    {
        var ids = new Dictionary<string, Guid>();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var (path, sql) in Rows)
        {
            var id = path switch
            {
                "/api/v1/contacts" or "/api/v1/contact-cards" => ids["/api/contacts"],
                "/api/v1/calls" or "/api/v1/calls/demo" or "/api/v1/missed-calls" => ids["/api/calls"],
                "/ai-call/trigger" => ids["/api/v1/leads"],
                _ => Guid.CreateVersion7(),
            };
            ids[path] = id;
            await using var command = new NpgsqlCommand($"""
                set app.organization = '*';
                with mine as (select o.id as o, (select min(u.id::text)::uuid from users u where u.organization_id = o.id) as u,
                    '{Of("/api/contacts")}'::uuid as contact, '{Of("/api/calls")}'::uuid as call, '{Of("/api/v1/leads")}'::uuid as lead,
                    '{Of("/api/v1/appointments")}'::uuid as appointment, '{Of("/projects")}'::uuid as project
                  from organizations o where o.id = '{organization}')
                {sql.Replace("{0}", id.ToString(), StringComparison.Ordinal)}
                """, connection);
            await command.ExecuteNonQueryAsync();
        }

        return ids;

        Guid Of(string path) => ids.GetValueOrDefault(path);
    }

    /// <summary>The row that a route's id names: that of the longest path which begins the route's.</summary>
    public static Guid? Find(this IReadOnlyDictionary<string, Guid> ids, string route) => ids
        .Where(row => route.StartsWith(row.Key + "/", StringComparison.Ordinal)).OrderByDescending(row => row.Key.Length).Select(row => (Guid?)row.Value).FirstOrDefault();
}
