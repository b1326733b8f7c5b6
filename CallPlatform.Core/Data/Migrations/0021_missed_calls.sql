-- What an organisation wants done with inbound calls. No row: the defaults of InboundSettings.
create table inbound_settings (
  organization_id uuid primary key references organizations (id),
  analyse_outbound boolean not null default false,
  call_back_missed boolean not null default false,
  call_back_assistant_id text,
  call_back_phone_number_id text,
  call_back_delay_minutes int not null default 2 check (call_back_delay_minutes between 0 and 1440),
  appointment_minutes int not null default 60 check (appointment_minutes between 5 and 1440),
  updated_at timestamptz not null
);

-- The queue of people who called and reached nobody.
create table missed_calls (
  call_id uuid primary key references calls (id) on delete cascade,
  organization_id uuid not null,
  contact_id uuid,
  lead_id uuid,
  phone text not null,
  missed_at timestamptz not null,
  state text not null check (state in ('open', 'calling_back', 'recovered', 'dismissed')),
  call_back_id uuid,               -- the call that was placed in answer
  resolved_by uuid,
  resolved_at timestamptz,
  note text,
  created_at timestamptz not null
);
create index missed_calls_open on missed_calls (organization_id, missed_at desc, call_id) where state in ('open', 'calling_back');
create index missed_calls_phone on missed_calls (organization_id, phone) where state in ('open', 'calling_back');
create index missed_calls_list on missed_calls (organization_id, missed_at desc, call_id);

-- How far the sweep of a provider's own list has come; one row a provider account.
create table provider_sweeps (
  provider text primary key,
  swept_until timestamptz not null,
  last_found int not null default 0,
  last_error text,
  updated_at timestamptz not null
);
grant select, insert, update on provider_sweeps to callplatform_app;

call app_protect('inbound_settings'::regclass);
call app_protect('missed_calls'::regclass);
