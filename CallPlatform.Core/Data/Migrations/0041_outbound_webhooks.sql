-- Where organisations want to be told what happened.
create table webhook_endpoints (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  url text not null,
  description text not null default '',
  event_types text[] not null,
  secret bytea not null,             -- encrypted: see SecretBox
  previous_secret bytea,             -- signs as well until previous_until: receivers change theirs in peace
  previous_until timestamptz,
  is_active boolean not null default true,
  consecutive_failures int not null default 0,
  quiet_until timestamptz,           -- it failed several times in a row: nobody asks it before
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index webhook_endpoints_list on webhook_endpoints (organization_id, created_at desc);
call app_protect('webhook_endpoints'::regclass);

-- One row an endpoint and event: what is to be sent, and how it went.
create table webhook_messages (
  id uuid primary key,
  organization_id uuid not null,
  endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
  event_type text not null,
  body text not null,                -- to the letter: it is what is signed
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  attempts int not null default 0,
  response_status int,
  error text,
  duration_ms int,
  created_at timestamptz not null,
  last_attempt_at timestamptz,
  delivered_at timestamptz
);
create index webhook_messages_list on webhook_messages (endpoint_id, created_at desc, id desc);
-- retention
create index webhook_messages_age on webhook_messages (created_at);
call app_protect('webhook_messages'::regclass);
