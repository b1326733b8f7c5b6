-- A campaign calls many people for one purpose. Its calls are rows like any other; nothing here grows with them.
create table campaigns (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  description text,
  status text not null check (status in ('draft', 'running', 'paused', 'completed', 'cancelled')),
  is_demo boolean not null default false,
  provider text not null,
  agent_ref text,
  from_ref text,
  script_id uuid references scripts (id),
  priority int not null default 0 check (priority between 0 and 49), -- below a lead's and a person's call
  breakers jsonb not null default '{}',
  paused_reason text,
  paused_detail jsonb,              -- which breaker, its figure, and the calls that tripped it
  watched_from timestamptz,         -- breakers look at nothing older: the last start or resume
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz
);
create index campaigns_list on campaigns (organization_id, created_at desc, id desc);
create unique index campaigns_demo on campaigns (organization_id) where is_demo; -- two first demo calls at once make one campaign
create index campaigns_running on campaigns (id) where status = 'running';

create table service_records (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  contact_id uuid references contacts (id),
  campaign_id uuid references campaigns (id),
  customer_name text not null,
  customer_phone text not null,     -- E.164
  vehicle_info text,
  service_advisor_id uuid,
  service_advisor_name text,
  service_type text,
  status text not null default 'Pending',
  appointment_date timestamptz,
  call_due_at timestamptz,          -- when it becomes a ready call; null: it has one, or wants none
  feedback text,
  rating smallint check (rating between 1 and 5),
  positive_mentions text[] not null default '{}',
  areas_to_improve text[] not null default '{}',
  overall_feedback text,
  is_demo boolean not null default false,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create index service_records_list on service_records (organization_id, created_at desc, id desc) where not is_demo and deleted_at is null;
create index service_records_due on service_records (call_due_at) where status = 'Pending' and call_due_at is not null and deleted_at is null;
create index service_records_campaign on service_records (campaign_id) where campaign_id is not null;
-- The same visit is loaded once, however often its file is.
create unique index service_records_visit on service_records
  (organization_id, customer_phone, coalesce(vehicle_info, ''), coalesce(appointment_date, '-infinity'::timestamptz))
  where not is_demo and deleted_at is null;

alter table calls
  add column campaign_id uuid references campaigns (id),
  add column service_record_id uuid references service_records (id),
  add column customer_name text,    -- where the person is no contact
  add column call_reason text,
  add column notes text,
  add column nps_score smallint check (nps_score between 0 and 10),
  add column rating smallint check (rating between 1 and 5),
  add column tags text[] not null default '{}',
  add column positive_mentions text[] not null default '{}',
  add column areas_to_improve text[] not null default '{}',
  add column overall_feedback text,
  add column feedback_summary text,
  add column edited_fields text[] not null default '{}', -- a person wrote these: no report overwrites them
  add column missed_reason text,    -- how the last try was missed, also while the next one waits
  add column last_answer text,      -- what the rule last said: a change of it is a row in dial_decisions
  add column voicemail_message text,
  add column deleted_at timestamptz,
  -- One queue a campaign, and one for what belongs to none: the dialer takes turns between them.
  add column lane uuid not null generated always as (coalesce(campaign_id, organization_id)) stored;

-- The dialer's claim walks from lane to lane and takes what is due there; waiting rows cost nothing.
drop index calls_due;
create index calls_lanes on calls (organization_id, priority, lane, due_at, id) where status = 'ready' and due_at is not null;
-- A person is in a campaign once; loading the same list again adds nobody.
create unique index calls_campaign_number on calls (campaign_id, to_number) where campaign_id is not null and not is_demo and deleted_at is null;
-- Has the campaign open calls left, and which are they?
create index calls_campaign_open on calls (campaign_id, id) where campaign_id is not null and status in ('ready', 'queued', 'initiated', 'ringing', 'in-progress');
create index calls_record on calls (service_record_id) where service_record_id is not null;
-- A changed setting looks again at what waits for it.
create index calls_waiting on calls (organization_id, wait_reason, id) where status = 'ready' and wait_reason is not null;

-- Calls per minute are counted by the attempts of the last minute.
create index dial_attempts_recent on dial_attempts (organization_id, sending_at);

create table schedule_configs (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  campaign_id uuid references campaigns (id),
  config jsonb not null,
  updated_by uuid,
  updated_at timestamptz not null
);
create unique index schedule_configs_scope on schedule_configs (organization_id, coalesce(campaign_id, organization_id));

-- An organisation's limits. Whoever claims its calls holds this row: that is what makes limits exact over all Workers.
create table dial_limits (
  organization_id uuid primary key references organizations (id),
  max_concurrent int not null default 100 check (max_concurrent between 0 and 100000),
  per_minute int not null default 600 check (per_minute between 0 and 1000000),
  monthly_budget numeric(12, 2) check (monthly_budget >= 0), -- US dollars; null: none
  served_at timestamptz
) with (fillfactor = 50);
create function app_limits_of_new_organization() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into dial_limits (organization_id) values (new.id) on conflict do nothing;
  return null;
end $$;
create trigger organizations_limits after insert on organizations for each row execute function app_limits_of_new_organization();
insert into dial_limits (organization_id) select id from organizations;

create table suppressions (
  organization_id uuid not null references organizations (id),
  phone text not null,              -- E.164
  reason text not null,
  source text not null,             -- person, import, call, message
  note text,
  call_id uuid,
  expires_at timestamptz,           -- null: for good
  created_by uuid,
  created_at timestamptz not null,
  primary key (organization_id, phone)
);
create index suppressions_list on suppressions (organization_id, created_at desc, phone);

-- When a person of the business and this number last talked: the robot then holds its call.
create table human_contacts (
  organization_id uuid not null references organizations (id),
  phone text not null,
  kind text not null,               -- inbound, booking, staff
  at timestamptz not null,
  primary key (organization_id, phone)
) with (fillfactor = 80);

-- Inbound calls are written by more than one door; none of them can forget this.
create function app_note_inbound_call() returns trigger language plpgsql as $$
begin
  insert into human_contacts as h (organization_id, phone, kind, at)
  select distinct new.organization_id, p, 'inbound', coalesce(new.started_at, new.created_at)
  from unnest(array[new.from_number, new.to_number]) p where p is not null order by 2
  on conflict (organization_id, phone) do update set kind = excluded.kind, at = excluded.at where h.at < excluded.at;
  return null;
end $$;
create trigger calls_inbound after insert on calls for each row when (new.direction = 'inbound' and not new.is_demo)
  execute function app_note_inbound_call();

-- A record stands as its call stands, whatever moved the call.
create function app_record_follows_call() returns trigger language plpgsql as $$
begin
  update service_records set updated_at = new.updated_at, status = case
      when new.deleted_at is not null then 'Cancelled'
      when new.status = 'ready' then 'Ready'
      when new.status in ('queued', 'initiated', 'ringing', 'in-progress') then 'In Progress'
      when new.status = 'completed' then 'Completed'
      when new.status = 'failed' then 'Failed'
      when new.status = 'cancelled' then 'Cancelled'
      else 'Missed' end
  where id = new.service_record_id;
  return null;
end $$;
create trigger calls_record_status after update of status, deleted_at on calls for each row
  when (new.service_record_id is not null and (new.status is distinct from old.status or new.deleted_at is distinct from old.deleted_at))
  execute function app_record_follows_call();

-- Why was this person called, or not: a row for every change of the rule's answer.
create table dial_decisions (
  id uuid primary key,
  organization_id uuid not null,
  call_id uuid not null references calls (id) on delete cascade,
  contact_id uuid,
  campaign_id uuid,
  attempt int not null,
  verdict text not null check (verdict in ('allow', 'wait', 'never')),
  reason text,
  until timestamptz,
  at timestamptz not null
);
create index dial_decisions_call on dial_decisions (call_id, at, id);
create index dial_decisions_contact on dial_decisions (contact_id, at desc, id desc) where contact_id is not null;

-- Counters: kept in the transaction of each change, so that progress costs the same at 100 and 100,000 calls.
create table campaign_counts (
  campaign_id uuid not null references campaigns (id) on delete cascade,
  organization_id uuid not null,
  key text not null,                -- status:…, waiting:…, reason:…, answered, talk_seconds, attempts
  value bigint not null,
  primary key (campaign_id, key)
) with (fillfactor = 70);
create table campaign_minutes (
  campaign_id uuid not null references campaigns (id) on delete cascade,
  organization_id uuid not null,
  minute timestamptz not null,
  ended bigint not null default 0,
  failed bigint not null default 0,
  answered bigint not null default 0,
  opted_out bigint not null default 0,
  silent bigint not null default 0,
  cost numeric(16, 4) not null default 0,
  primary key (campaign_id, minute)
) with (fillfactor = 70);

-- What the owner must hear once: half-spent budgets, campaigns that paused themselves.
create table notices (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null,
  key text not null,                -- says each thing once: the month and share, the campaign and time
  message text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null,
  read_at timestamptz
);
create unique index notices_once on notices (organization_id, kind, key);
create index notices_list on notices (organization_id, created_at desc, id desc);

-- Who changed or read what. Append-only for the services.
create table audit_log (
  id uuid primary key,
  organization_id uuid not null,
  user_id uuid,
  action text not null,
  subject_type text not null,
  subject_id uuid,
  data jsonb not null default '{}',
  at timestamptz not null
);
create index audit_log_list on audit_log (organization_id, at desc, id desc);
create index audit_log_subject on audit_log (subject_id, at desc) where subject_id is not null;

do $$
declare t text;
begin
  foreach t in array array['campaigns', 'service_records', 'schedule_configs', 'dial_limits', 'suppressions', 'human_contacts',
    'dial_decisions', 'campaign_counts', 'campaign_minutes', 'notices', 'audit_log'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
revoke update, delete on audit_log from callplatform_app;
