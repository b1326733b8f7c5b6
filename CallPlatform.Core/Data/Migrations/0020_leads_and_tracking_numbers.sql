-- Numbers that customers dial. One number rings at one organisation, so it is unique over all of them.
create table tracking_numbers (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  number text not null,            -- E.164
  label text,
  assigned_user_id uuid references users (id),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index tracking_numbers_number on tracking_numbers (number);
create index tracking_numbers_organization on tracking_numbers (organization_id, created_at desc, id desc);

create table leads (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  contact_id uuid references contacts (id),
  full_name text not null,
  phone_number text not null,      -- E.164
  email text,
  city text,
  budget text,
  source text,
  form_name text,
  status text not null default 'new',
  status_as_of timestamptz not null, -- when the call or decision happened that the status rests on
  project_id uuid,
  assigned_user_id uuid,
  extra jsonb not null default '{}',
  attribution jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index leads_list on leads (organization_id, created_at desc, id desc);
create index leads_status on leads (organization_id, status, created_at desc, id desc);
create index leads_contact on leads (contact_id, created_at desc);
create index leads_pending on leads (organization_id, assigned_user_id) where status in ('new', 'warm', 'hot');

create table lead_status_history (
  id uuid primary key,
  organization_id uuid not null,
  lead_id uuid not null references leads (id) on delete cascade,
  from_status text,
  to_status text not null,
  source text not null,            -- call, analysis, person, form, platform
  call_id uuid,
  changed_by uuid,
  note text,
  at timestamptz not null,
  created_at timestamptz not null
);
create index lead_status_history_lead on lead_status_history (lead_id, created_at, id);

-- Whose call it is: the member of staff whom the tracking number rings. And which enquiry it belongs to.
alter table calls add column handled_by uuid;
alter table calls add column lead_id uuid references leads (id);
create index calls_lead on calls (lead_id, created_at desc) where lead_id is not null;
create index calls_handled_by on calls (handled_by, created_at desc, id desc) where handled_by is not null;

do $$
declare t text;
begin
  foreach t in array array['tracking_numbers', 'leads', 'lead_status_history'] loop
    call app_protect(t::regclass);
  end loop;
end $$;
