create table appointments (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  lead_id uuid not null references leads (id),
  contact_id uuid,
  call_id uuid,                    -- the call that booked it
  assigned_rep_id uuid references users (id),
  scheduled_start timestamptz,     -- null: booked, and nobody said when
  scheduled_end timestamptz,
  location text,
  service_type text,
  appointment_type text,
  status text not null check (status in ('scheduled', 'completed', 'cancelled')),
  outcome text not null check (outcome in ('pending', 'won', 'lost')),
  source text not null,            -- analysis, person
  confirmed boolean not null default false,
  edited boolean not null default false, -- a person changed it: a later analysis leaves it alone
  notes text,
  counted_on date not null,        -- the organisation's day on which roll-ups count it
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index appointments_call on appointments (call_id) where call_id is not null;
create index appointments_list on appointments (organization_id, scheduled_start, id);
create index appointments_rep on appointments (assigned_rep_id, scheduled_start) where assigned_rep_id is not null;
create index appointments_lead on appointments (lead_id);

create table tasks (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  lead_id uuid references leads (id),
  contact_id uuid,
  call_id uuid,
  kind text not null,
  title text not null,
  contact_method text,
  due_at timestamptz,
  status text not null check (status in ('open', 'done', 'dismissed')),
  source text not null,            -- analysis, person, platform
  source_key text,                 -- which pending action of the call: a repeated analysis makes no second task
  assigned_user_id uuid,
  confidence numeric(6, 4),
  note text,
  completed_by uuid,
  completed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index tasks_source on tasks (call_id, source_key) where source_key is not null;
create index tasks_list on tasks (organization_id, created_at desc, id desc);
create index tasks_open on tasks (organization_id, assigned_user_id, due_at) where status = 'open';
create index tasks_lead on tasks (lead_id) where lead_id is not null;

create table recording_sessions (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  appointment_id uuid not null references appointments (id),
  rep_id uuid not null references users (id),
  status text not null check (status in ('recording', 'completed', 'analysed', 'failed')),
  audio_url text,
  audio_file text,                 -- name within the folder of uploads
  audio_type text,
  audio_bytes bigint,
  error text,
  started_at timestamptz not null,
  stopped_at timestamptz,
  analysed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index recording_sessions_open on recording_sessions (rep_id) where status = 'recording';
create index recording_sessions_appointment on recording_sessions (appointment_id, created_at desc);

create table recording_analyses (
  session_id uuid primary key references recording_sessions (id) on delete cascade,
  organization_id uuid not null,
  transcript text,
  summary text,
  meeting_structure_score numeric(6, 4),
  transition_point numeric(12, 3),
  compliance_score numeric(6, 4),
  sentiment_score numeric(6, 4),
  outcome text,
  segmentation json,
  document json,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table sales_stats_daily (
  organization_id uuid not null,
  day date not null,
  user_id uuid not null,
  appointments bigint not null default 0,
  completed bigint not null default 0,
  won bigint not null default 0,
  lost bigint not null default 0,
  pending bigint not null default 0,
  structure_sum numeric(16, 4) not null default 0,
  structure_count bigint not null default 0,
  compliance_sum numeric(16, 4) not null default 0,
  compliance_count bigint not null default 0,
  sentiment_sum numeric(16, 4) not null default 0,
  sentiment_count bigint not null default 0,
  primary key (organization_id, day, user_id)
) with (fillfactor = 70);

do $$
declare t text;
begin
  foreach t in array array['appointments', 'tasks', 'recording_sessions', 'recording_analyses', 'sales_stats_daily'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
