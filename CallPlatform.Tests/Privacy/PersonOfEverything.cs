using Npgsql;

namespace CallPlatform.Tests.Privacy;

/// <summary>A person of whom an organisation has a row of every kind, with <see cref="Mark"/> in every column that may hold words about them.</summary>
internal static class PersonOfEverything
{
    public const string Mark = "Zerafina";

    /// <summary>Columns that hold the platform's or a provider's own words: stable names, ids, addresses of agents.</summary>
    private static readonly string[] Technical =
    [
        "agent_ref", "from_ref", "from_number", "wait_reason", "last_answer", "missed_reason", "provider_call_id", "provider_message_id", "ended_reason", "error_code", "outcome",
        "control_url", "trace_parent", "language", "source", "source_key", "form_name", "mapping_rule", "reason", "qualification_status", "booking_status",
        "call_outcome_category", "appointment_type", "service_requested", "service_not_offered_reason", "speaker", "severity", "category_id", "contact_method", "external_id",
        "time_zone", "from_status", "service_type", "service_advisor_name", "channel", "audio_file", "audio_type", "event_key", "subject", "cost_breakdown", "error", "kind", "provider", "status",
    ];

    /// <summary>Tables whose rows are about the person, and what must be inserted beside the marks. {0} the row, {1} phone, and the CTE's names.</summary>
    private static readonly (string Table, string Insert)[] Rows =
    [
        ("contacts", "(id, organization_id, name, phone, created_at, updated_at) select contact, o, 'Zerafina', phone, now(), now() from mine"),
        ("leads", "(id, organization_id, contact_id, full_name, phone_number, status_as_of, created_at, updated_at) select lead, o, contact, 'Zerafina', phone, now(), now(), now() from mine"),
        ("lead_status_history", "(id, organization_id, lead_id, to_status, source, at, created_at) select gen_random_uuid(), o, lead, 'hot', 'person', now(), now() from mine"),
        ("service_records", "(id, organization_id, contact_id, customer_name, customer_phone, created_at, updated_at) select gen_random_uuid(), o, contact, 'Zerafina', phone, now(), now() from mine"),
        ("calls", """
            (id, organization_id, contact_id, lead_id, direction, call_type, provider, to_number, status, attempts, counted_on, created_at, updated_at)
            select call, o, contact, lead, 'outbound', 'direct', 'vapi', phone, 'completed', 1, current_date, now() - interval '40 days', now() from mine
            """),
        ("dial_attempts", "(id, organization_id, call_id, number, provider, state, provider_call_id, sending_at) select gen_random_uuid(), o, call, 1, 'vapi', 'ended', call::text, now() from mine"),
        ("call_events", "(id, organization_id, call_id, kind, source, at, data, created_at) select gen_random_uuid(), o, call, 'status', 'webhook', now(), '{\"error\": \"Zerafina\", \"detail\": \"Zerafina\", \"to\": \"completed\"}', now() from mine"),
        ("call_transcripts", "(call_id, organization_id, source, text, created_at, updated_at) select call, o, 'vapi', 'Zerafina speaking', now() - interval '40 days', now() from mine"),
        ("transcript_segments", "(id, organization_id, call_id, number, speaker, text) select gen_random_uuid(), o, call, 1, 'caller', 'Zerafina speaking' from mine"),
        ("live_lines", "(call_id, organization_id, at, by_agent, text) select call, o, now(), false, 'Zerafina speaking' from mine"),
        ("call_analyses", "(call_id, organization_id, source, counted_on, in_csr_figures, document, analysed_at, created_at, updated_at) select call, o, 'vapi', current_date, true, '{\"said\": \"Zerafina\"}', now(), now(), now() from mine"),
        ("call_objections", "(id, organization_id, call_id, number, category, objection, suggestions, created_at) select gen_random_uuid(), o, call, 1, 'price', 'Zerafina finds it dear', '[\"tell Zerafina\"]', now() from mine"),
        ("missed_calls", "(call_id, organization_id, phone, missed_at, state, created_at) select call, o, phone, now(), 'open', now() from mine"),
        ("messages", "(id, organization_id, direction, channel, phone_number, body, status, provider_message_id, created_at, updated_at) select gen_random_uuid(), o, 'outbound', 'sms', phone, 'Dear Zerafina', 'sent', call::text, now(), now() from mine"),
        ("appointments", "(id, organization_id, lead_id, contact_id, status, outcome, source, counted_on, created_at, updated_at) select appointment, o, lead, contact, 'scheduled', 'pending', 'person', current_date, now(), now() from mine"),
        ("tasks", "(id, organization_id, lead_id, kind, title, status, source, created_at, updated_at) select gen_random_uuid(), o, lead, 'call_back', 'Call Zerafina', 'open', 'person', now(), now() from mine"),
        ("recording_sessions", "(id, organization_id, appointment_id, rep_id, status, started_at, created_at, updated_at) select session, o, appointment, u, 'completed', now(), now() - interval '40 days', now() from mine"),
        ("recording_analyses", "(session_id, organization_id, created_at, updated_at) select session, o, now() - interval '40 days', now() from mine"),
        ("analysis_tasks", "(id, organization_id, kind, call_id, provider, state, created_at, updated_at) select gen_random_uuid(), o, 'analysis', call, 'shunya', 'failed', now(), now() from mine"),
        ("ai_call_logs", "(id, organization_id, lead_id, phone_number, trigger, status, claims, counted_on, initiated_at, updated_at) select gen_random_uuid(), o, lead, phone, 'manual', 'failed', true, current_date, now(), now() from mine"),
        ("human_contacts", "(organization_id, phone, kind, at) select o, phone, 'staff', now() from mine on conflict do nothing"),
        ("webhook_inbox", "(id, organization_id, provider, event_key, subject, kind, body, state, due_at, received_at) select gen_random_uuid(), o, 'vapi', call::text, call::text, 'end-of-call-report', convert_to('Zerafina ' || phone, 'UTF8'), 'processed', now(), now() - interval '40 days' from mine"),
        ("webhook_endpoints", "(id, organization_id, url, event_types, secret, created_at, updated_at) select endpoint, o, 'https://hooks.example', '{call.ended}', '\\x00', now(), now() from mine"),
        ("webhook_messages", "(id, organization_id, endpoint_id, event_type, body, state, created_at) select gen_random_uuid(), o, endpoint, 'call.completed', 'Zerafina ' || phone, 'delivered', now() from mine"),
        ("exports", "(id, organization_id, kind, state, created_at, expires_at) select export, o, 'calls', 'done', now(), now() + interval '1 day' from mine"),
        ("export_chunks", "(export_id, number, organization_id, bytes) select export, 1, o, convert_to('Zerafina,' || phone, 'UTF8') from mine"),
    ];

    private static readonly string[] OnlyInserted = ["webhook_inbox", "webhook_endpoints", "webhook_messages", "exports", "export_chunks", "human_contacts", "call_events", "live_lines"];

    /// <summary>Makes the person. Returns the id of their call.</summary>
    public static async Task<Guid> InsertAsync(string connectionString, Guid organization, string phone)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var call = Guid.CreateVersion7();
        var ids = string.Join(", ", new[] { "contact", "lead", "appointment", "session", "endpoint", "export" }.Select(name => $"'{Guid.NewGuid()}'::uuid as {name}"));
        var mine = $"with mine as (select o.id as o, (select min(u.id::text)::uuid from users u where u.organization_id = o.id) as u, '{call}'::uuid as call, '{phone}' as phone, {ids} from organizations o where o.id = '{organization}')";
        foreach (var (table, insert) in Rows)
        {
            await RunAsync(connection, $"set app.organization = '*'; {mine} insert into {table} {insert}");
            if (!OnlyInserted.Contains(table))
            {
                await RunAsync(connection, await MarksAsync(connection, table, organization));
            }
        }

        return call;
    }

    /// <summary>Every place of the database that still holds the text.</summary>
    public static async Task<List<string>> FindAsync(string connectionString, string text, Guid organization, params string[] except)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await RunAsync(connection, "set app.organization = '*'; set bytea_output = 'escape'");
        var found = new List<string>();
        foreach (var table in await ListAsync(connection, "select table_name::text from information_schema.columns where table_schema = 'public' and column_name = 'organization_id' order by 1"))
        {
            if (!except.Contains(table))
            {
                var rows = await ListAsync(connection, $"select t::text from {table} t where organization_id = '{organization}' and position('{text}' in t::text) > 0");
                found.AddRange(rows.Select(row => $"{table}: {row}"));
            }
        }

        return found;
    }

    /// <summary>Puts the mark into every column of the table's rows that may hold words.</summary>
    private static async Task<string> MarksAsync(NpgsqlConnection connection, string table, Guid organization)
    {
        var columns = await ListAsync(connection, $"""
            select column_name || ' = ' || case data_type when 'text' then '''{Mark} words''' when 'ARRAY' then 'array[''{Mark}'']' else '''["{Mark}"]''' end
            from information_schema.columns
            where table_schema = 'public' and table_name = '{table}' and data_type in ('text', 'json', 'jsonb', 'ARRAY') and is_generated = 'NEVER'
              and (is_nullable = 'YES' or data_type <> 'text') and column_name <> all (array['{string.Join("','", Technical)}', 'call_goals', 'edited_fields'])
            """);
        return $"update {table} set {string.Join(", ", columns.Append("organization_id = organization_id"))} where organization_id = '{organization}'";
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var list = new List<string>();
        while (await reader.ReadAsync())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
