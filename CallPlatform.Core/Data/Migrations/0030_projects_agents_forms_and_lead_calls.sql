-- Automatic calls to new leads: which form belongs to which project, who talks for it, and what became of each lead.

create table projects (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  form_keywords text[] not null default '{}',  -- a form whose name holds one of them is this project's
  script_id uuid references scripts (id),
  first_message text,
  custom_prompt text,
  call_delay_minutes int not null default 0 check (call_delay_minutes between 0 and 10080),
  allow_second_agent boolean not null default true, -- another agent takes the call when the first one's provider is down
  message_channel text check (message_channel in ('sms', 'whatsapp')), -- null: a miss is not followed by a message
  message_template text,
  is_active boolean not null default true,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index projects_name on projects (organization_id, lower(name)) where deleted_at is null;

create table ai_agents (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  project_id uuid not null references projects (id),
  name text not null,
  agent_id text not null,          -- the provider's id
  provider text not null,
  from_ref text,                   -- Vapi: phone number id
  weight int not null default 1 check (weight between 0 and 1000),
  is_active boolean not null default true,
  flagged_at timestamptz,          -- the provider refused it: nobody is called by it until somebody corrected the setting
  flag_reason text,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index ai_agents_agent_id on ai_agents (organization_id, agent_id) where deleted_at is null;
create index ai_agents_project on ai_agents (project_id) where deleted_at is null;

create table form_mappings (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  form_name text not null,
  project_id uuid not null references projects (id),
  created_by uuid,
  created_at timestamptz not null
);
create unique index form_mappings_name on form_mappings (organization_id, lower(form_name));

create table lead_forms (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  token text not null,             -- in the public address; it may write leads and nothing else
  name text not null,              -- the form name of its leads, unless the post names one
  source text not null default 'form',
  allowed_origins text[] not null default '{}', -- for browsers; empty: none but same-origin posts
  honeypot_field text not null default 'website',
  field_map jsonb not null default '{}',        -- our field → the form's field, as in {"full_name": "your-name"}
  posts_per_minute int not null default 600 check (posts_per_minute between 1 and 1000000),
  posts_per_minute_address int not null default 60 check (posts_per_minute_address between 1 and 1000000),
  is_active boolean not null default true,
  created_by uuid,
  created_at timestamptz not null
);
create unique index lead_forms_token on lead_forms (token);
create index lead_forms_list on lead_forms (organization_id, created_at desc);

-- What became of each lead: a call, or the reason why there is none.
create table ai_call_logs (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  lead_id uuid not null references leads (id),
  project_id uuid references projects (id),
  agent_id uuid references ai_agents (id),
  call_id uuid references calls (id) deferrable initially deferred,
  phone_number text not null,      -- E.164, or as it was typed when it is no number
  form_name text,
  mapping_rule text,               -- exact, contained, keyword or lead
  trigger text not null check (trigger in ('automatic', 'manual', 'batch')),
  status text not null check (status in ('initiated', 'connected', 'no_answer', 'failed', 'skipped')),
  claims boolean not null,         -- it is the one call of this person and project
  reason text,                     -- why it was skipped or failed: a stable name
  error_message text,              -- the same for people, with what to do
  provider text,
  provider_call_id text,
  booked boolean not null default false,
  converted boolean not null default false,
  took_over boolean not null default false, -- another agent was chosen first
  counted_on date not null,
  initiated_at timestamptz not null,
  completed_at timestamptz,
  updated_at timestamptz not null
);
-- Once only: whoever is second, on whatever process, waits for the first one's commit and finds it.
create unique index ai_call_logs_once on ai_call_logs (organization_id, project_id, phone_number) where claims;
-- A lead that is skipped again for another reason has its row renewed.
create unique index ai_call_logs_skip on ai_call_logs (lead_id) where status = 'skipped';
create index ai_call_logs_call on ai_call_logs (call_id) where call_id is not null;
create index ai_call_logs_lead on ai_call_logs (lead_id);
create index ai_call_logs_list on ai_call_logs (organization_id, initiated_at desc, id desc);

-- Day, project and agent; dashboards and A/B results read only this.
create table ai_call_stats_daily (
  organization_id uuid not null,
  day date not null,
  project_id uuid not null,
  agent_id uuid not null,
  calls bigint not null default 0,
  connected bigint not null default 0,
  no_answer bigint not null default 0,
  failed bigint not null default 0,
  booked bigint not null default 0,
  converted bigint not null default 0,
  primary key (organization_id, day, project_id, agent_id)
) with (fillfactor = 70);

create table lead_batches (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('process_unmapped', 'import')),
  status text not null check (status in ('running', 'completed', 'failed')),
  total int not null,
  called int not null default 0,
  skipped int not null default 0,
  failed int not null default 0,
  last_id uuid,                    -- leads up to this one are done
  details jsonb not null default '[]',
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index lead_batches_list on lead_batches (organization_id, created_at desc);

-- The secret part of an organisation's webhook address at a provider that signs nothing.
create table webhook_tokens (
  organization_id uuid not null references organizations (id),
  provider text not null,
  token text not null,
  created_at timestamptz not null,
  primary key (organization_id, provider)
);

do $$
declare t text;
begin
  foreach t in array array['projects', 'ai_agents', 'form_mappings', 'lead_forms', 'ai_call_logs', 'ai_call_stats_daily', 'lead_batches',
    'webhook_tokens'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
