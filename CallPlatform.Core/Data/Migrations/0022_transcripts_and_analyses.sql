-- Work that was handed to an analysis provider and has not come back, or failed: visible, and re-runnable.
create table analysis_tasks (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('transcription', 'analysis', 'segmentation')),
  call_id uuid references calls (id) on delete cascade,
  session_id uuid,                 -- a visit's recording
  provider text not null,
  external_id text,
  state text not null check (state in ('waiting', 'processing', 'completed', 'failed')),
  attempts int not null default 0,
  polls int not null default 0,
  error_code text,
  error_message text,
  sent_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index analysis_tasks_external on analysis_tasks (provider, external_id) where external_id is not null;
create index analysis_tasks_call on analysis_tasks (call_id, created_at) where call_id is not null;
create index analysis_tasks_session on analysis_tasks (session_id, created_at) where session_id is not null;
create index analysis_tasks_list on analysis_tasks (organization_id, created_at desc, id desc) where state <> 'completed';

create table call_transcripts (
  call_id uuid primary key references calls (id) on delete cascade,
  organization_id uuid not null,
  source text not null,            -- shunya, vapi …
  text text not null,
  language text,
  confidence numeric(6, 4),
  word_count int,
  task_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table transcript_segments (
  id uuid primary key,
  organization_id uuid not null,
  call_id uuid not null references calls (id) on delete cascade,
  number int not null,
  speaker text not null,
  text text not null,
  start_seconds numeric(12, 3),
  end_seconds numeric(12, 3)
);
create index transcript_segments_call on transcript_segments (call_id, number);
create index transcript_segments_words on transcript_segments using gin (to_tsvector('simple', text));

-- Row-level security keeps the planner from searching by words before it has looked at every row's organisation. The search is
-- therefore a function of the tables' owner, which looks at the organisation itself.
create function search_transcripts(words text, organization uuid) returns setof uuid
  language sql stable security definer set search_path = public as $$
    select distinct call_id from transcript_segments
    where to_tsvector('simple', text) @@ websearch_to_tsquery('simple', words)
      and organization_id = organization and app_sees(organization_id)
  $$;

create table call_analyses (
  call_id uuid primary key references calls (id) on delete cascade,
  organization_id uuid not null,
  source text not null,            -- shunya, or the voice provider whose own analysis was mapped
  task_id uuid,
  user_id uuid,                    -- whose call, for roll-ups
  counted_on date not null,
  in_csr_figures boolean not null,
  summary text,
  sentiment_score numeric(6, 4),
  confidence_score numeric(6, 4),
  qualification_status text,
  booking_status text,
  call_outcome_category text,
  overall_score numeric(6, 4),
  appointment_confirmed boolean,
  appointment_date timestamptz,
  appointment_type text,
  service_requested text,
  service_not_offered_reason text,
  follow_up_required boolean,
  follow_up_reason text,
  compliance_score numeric(6, 4),
  objection_count int not null default 0,
  unknown_values int not null default 0, -- words outside the closed lists, kept as they came
  document json not null,          -- whole, to the letter
  analysed_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index call_analyses_booking on call_analyses (organization_id, booking_status, counted_on);

create table call_objections (
  id uuid primary key,
  organization_id uuid not null,
  call_id uuid not null references calls (id) on delete cascade,
  number int not null,
  category_id text,
  category text not null,
  objection text not null,
  overcome boolean,
  speaker text,
  at_seconds numeric(12, 3),
  severity text,
  confidence numeric(6, 4),
  suggestions jsonb not null default '[]',
  created_at timestamptz not null
);
create index call_objections_call on call_objections (call_id, number);
create index call_objections_category on call_objections (organization_id, category);

-- Figures of the CSRs' calls by day and person; the zero id stands for calls that nobody is assigned to.
create table csr_stats_daily (
  organization_id uuid not null,
  day date not null,
  user_id uuid not null,
  calls bigint not null default 0,
  analysed bigint not null default 0,
  qualified bigint not null default 0,
  booked bigint not null default 0,
  service_not_offered bigint not null default 0,
  qualified_unbooked bigint not null default 0,
  qualified_objections bigint not null default 0,
  compliance_sum numeric(16, 4) not null default 0,
  compliance_count bigint not null default 0,
  unknown_values bigint not null default 0,
  primary key (organization_id, day, user_id)
) with (fillfactor = 70);

create table objection_stats_daily (
  organization_id uuid not null,
  day date not null,
  user_id uuid not null,
  category text not null,
  objections bigint not null default 0,
  overcome bigint not null default 0,
  unbooked bigint not null default 0, -- of qualified calls that were not booked
  primary key (organization_id, day, user_id, category)
) with (fillfactor = 70);

do $$
declare t text;
begin
  foreach t in array array['analysis_tasks', 'call_transcripts', 'transcript_segments', 'call_analyses', 'call_objections',
    'csr_stats_daily', 'objection_stats_daily'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
