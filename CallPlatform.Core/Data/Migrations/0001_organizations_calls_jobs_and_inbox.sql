-- Services connect as callplatform_app, which owns nothing and is bound by row-level security.
-- The migrating role owns the tables and lends that role to itself.
do $$
begin
  if not exists (select from pg_roles where rolname = 'callplatform_app') then
    create role callplatform_app nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of this cluster was faster
end $$;
grant callplatform_app to current_user;
grant usage on schema public to callplatform_app;
alter default privileges in schema public grant select, insert, update, delete on tables to callplatform_app;
alter default privileges in schema public grant usage, select on sequences to callplatform_app;

-- Which rows a connection sees: those of app.organization, all with '*' (the Worker's loops), none when it was never set.
create function app_sees(organization uuid) returns boolean language sql stable parallel safe
  as $$ select current_setting('app.organization', true) in ('*', organization::text) $$;

-- One tenant policy for every table, so that none differs by a slip.
create procedure app_protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy tenant on %s using (app_sees(organization_id)) with check (app_sees(organization_id))', target);
end $$;

create table organizations (
  id uuid primary key,
  name text not null,
  location text,
  time_zone text not null default 'UTC',
  default_country text,            -- ISO 3166 alpha-2: how numbers without a country code are read
  max_active_calls int not null default 2 check (max_active_calls between 1 and 10000),
  created_at timestamptz not null
);

create table users (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  username text not null,
  display_name text not null,
  password_hash text not null,
  role text not null check (role in ('owner', 'manager', 'csr', 'sales_rep', 'viewer')),
  is_active boolean not null default true,
  security_stamp uuid not null,    -- changes with the password: every older access token ends
  max_active_calls int,            -- null: the organisation's
  created_at timestamptz not null,
  last_sign_in_at timestamptz
);
create unique index users_username on users (lower(username));
create index users_organization on users (organization_id);

create table refresh_tokens (
  id uuid primary key,
  organization_id uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  family_id uuid not null,         -- one sign-in; a token used twice ends its whole family
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  user_agent text
);
create unique index refresh_tokens_hash on refresh_tokens (token_hash);
create index refresh_tokens_user on refresh_tokens (user_id, expires_at);
create index refresh_tokens_family on refresh_tokens (family_id);

create table api_keys (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  role text not null,
  created_by uuid,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index api_keys_hash on api_keys (key_hash);
create index api_keys_organization on api_keys (organization_id);

-- Shared rate limits (sign-in, form intake): one row a key and window. Lost with a crash of the server, which is fine.
create unlogged table rate_counters (
  key text not null,
  window_start timestamptz not null,
  hits int not null,
  primary key (key, window_start)
);

create table contacts (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  phone text not null,             -- E.164
  email text,
  time_zone text,
  metadata jsonb not null default '{}',
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz           -- calls keep pointing at the person they were made to
);
create index contacts_list on contacts (organization_id, created_at desc, id desc) where deleted_at is null;
create index contacts_phone on contacts (organization_id, phone) where deleted_at is null;

create table scripts (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  description text,
  custom_prompt text,
  first_message text,
  call_goals jsonb not null default '[]',
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create index scripts_list on scripts (organization_id, created_at desc, id desc) where deleted_at is null;

create table calls (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  contact_id uuid references contacts (id),
  script_id uuid references scripts (id),
  created_by uuid,
  direction text not null check (direction in ('outbound', 'inbound')),
  call_type text not null,
  is_demo boolean not null default false,
  -- what is asked of the provider
  provider text not null,
  agent_ref text,                  -- Vapi: assistant id
  from_ref text,                   -- Vapi: phone number id
  to_number text not null,
  from_number text,
  name text,
  custom_prompt text,
  first_message text,
  call_goals jsonb not null default '[]',
  variables jsonb not null default '{}',
  metadata jsonb not null default '{}',
  -- when it may be dialled
  due_at timestamptz,
  priority int not null default 0,
  attempts int not null default 0, -- tries that may have rung; attempt counts every try
  max_attempts int not null default 1,
  wait_reason text,
  wait_until timestamptz,
  deadline_at timestamptz,         -- our own end of the provider's silence: a slot is a lease
  heard_at timestamptz,            -- the provider last said something, asked or not
  asked_at timestamptz,            -- a person's look last asked the provider
  next_poll_at timestamptz,        -- the stale-call poller's turn
  cancel_requested_at timestamptz,
  -- its state: written only by what CallLifecycle.Apply answered
  status text not null,
  attempt int not null default 1,
  outcome_rank smallint not null default 0,
  fact_ranks bigint not null default 0,
  provider_call_id text,
  ended_reason text,
  error_code text,
  error_message text,
  queued_at timestamptz,
  ringing_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  duration_seconds int,
  customer_spoke boolean,
  outcome text,
  transcript text,
  summary text,
  messages json,                   -- json, not jsonb: written once, read whole, kept to the letter
  analysis json,
  structured_outputs json,
  recording_url text,
  stereo_recording_url text,
  control_url text,                -- a secret: whoever has it can hang up
  cost numeric(12, 4),
  cost_breakdown json,
  report_received boolean not null default false,
  -- roll-ups: the organisation's day on which it counts
  counted_on date not null,
  trace_parent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index calls_list on calls (organization_id, created_at desc, id desc) where not is_demo;
create unique index calls_provider_call on calls (provider, provider_call_id) where provider_call_id is not null;
-- the dialer's claim: what is ready, soonest first
create index calls_due on calls (priority desc, due_at, id) where status = 'ready';
-- pending-count, limits and the stale-call poller: few rows, however long the history
create index calls_active on calls (organization_id) where status in ('queued', 'initiated', 'ringing', 'in-progress');
-- a person's own open calls: max_active_calls and pending-count
create index calls_open on calls (created_by) where call_type = 'direct' and status in ('ready', 'queued', 'initiated', 'ringing', 'in-progress');
create index calls_stale on calls (next_poll_at) where status in ('queued', 'initiated', 'ringing', 'in-progress');
create index calls_contact on calls (contact_id, created_at desc);

create table dial_attempts (
  id uuid primary key,
  organization_id uuid not null,
  call_id uuid not null references calls (id) on delete cascade,
  number int not null,
  provider text not null,
  state text not null check (state in ('sending', 'sent', 'refused', 'retryable', 'unknown', 'not_dialled', 'ended')),
  provider_call_id text,
  sending_at timestamptz not null,
  answered_at timestamptz,
  lookups int not null default 0,
  next_lookup_at timestamptz,
  status text,
  ended_reason text,
  error_code text,
  error_message text,
  cost numeric(12, 4)
);
create unique index dial_attempts_number on dial_attempts (call_id, number);
-- webhooks and polls find their attempt by the provider's id
create index dial_attempts_provider_call on dial_attempts (provider, provider_call_id) where provider_call_id is not null;
-- recovery: attempts whose outcome is open
create index dial_attempts_open on dial_attempts (next_lookup_at) where state in ('sending', 'unknown');

create table call_events (
  id uuid primary key,
  organization_id uuid not null,
  call_id uuid not null references calls (id) on delete cascade,
  kind text not null,
  source text not null,
  status text,
  at timestamptz not null,
  data jsonb not null default '{}',
  trace_parent text,
  created_at timestamptz not null
);
create index call_events_timeline on call_events (call_id, created_at, id);

create table jobs (
  id uuid primary key,
  organization_id uuid,            -- null: the platform's own housekeeping
  kind text not null,
  key text,                        -- at most one open job a kind and key
  payload jsonb not null default '{}',
  state text not null check (state in ('ready', 'running', 'dead')),
  due_at timestamptz not null,
  attempts int not null default 0,
  max_attempts int not null,
  lease_until timestamptz,
  leased_by text,
  last_error text,
  trace_parent text,
  created_at timestamptz not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
create index jobs_due on jobs (due_at) where state = 'ready';
create index jobs_leases on jobs (lease_until) where state = 'running';
create index jobs_dead on jobs (organization_id, created_at desc) where state = 'dead';
create unique index jobs_key on jobs (kind, key) where key is not null and state <> 'dead';

create table webhook_inbox (
  id uuid primary key,
  organization_id uuid,            -- known once it is worked on
  provider text not null,
  event_key text not null,
  subject text,                    -- the provider's call id, for staff and for replays
  kind text not null,
  body bytea compression lz4 not null,
  state text not null check (state in ('received', 'processed', 'ignored', 'unroutable', 'failed')),
  attempts int not null default 0,
  due_at timestamptz not null,
  lease_until timestamptz,
  error text,
  trace_parent text,
  received_at timestamptz not null,
  processed_at timestamptz
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create unique index webhook_inbox_event on webhook_inbox (provider, event_key);
create index webhook_inbox_due on webhook_inbox (due_at) where state = 'received';
create index webhook_inbox_list on webhook_inbox (organization_id, received_at desc, id desc);
create index webhook_inbox_unroutable on webhook_inbox (provider, subject) where state = 'unroutable';

create table call_stats_daily (
  organization_id uuid not null,
  day date not null,
  placed bigint not null default 0,
  completed bigint not null default 0,
  missed bigint not null default 0,
  failed bigint not null default 0,
  cancelled bigint not null default 0,
  talk_seconds bigint not null default 0,
  cost numeric(16, 4) not null default 0,
  primary key (organization_id, day)
) with (fillfactor = 70);

-- Totals that a dashboard card shows without counting rows.
create table organization_totals (
  organization_id uuid primary key references organizations (id),
  contacts bigint not null default 0,
  calls bigint not null default 0
) with (fillfactor = 50);

do $$
declare t text;
begin
  foreach t in array array['users', 'refresh_tokens', 'api_keys', 'contacts', 'scripts', 'calls', 'dial_attempts',
    'call_events', 'call_stats_daily', 'organization_totals'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
alter table organizations enable row level security;
create policy tenant on organizations using (app_sees(id)) with check (app_sees(id));
-- Jobs and deliveries may belong to nobody yet; those only the platform's own loops see.
alter table jobs enable row level security;
create policy tenant on jobs using (app_sees(organization_id) or current_setting('app.organization', true) = '*');
alter table webhook_inbox enable row level security;
create policy tenant on webhook_inbox using (app_sees(organization_id) or current_setting('app.organization', true) = '*');
