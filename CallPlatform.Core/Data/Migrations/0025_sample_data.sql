-- Sample data: whether an organisation has some, and exactly what of its rows belongs to it, so that it can be taken out again.
create table sample_data (
  organization_id uuid primary key references organizations (id),
  state text not null check (state in ('filling', 'filled', 'removing', 'failed')),
  step text not null,
  done int not null default 0,
  total int not null default 0,
  error text,
  started_by uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  updated_at timestamptz not null
);

-- People, staff, lines and projects that were made up; what hangs on them is found by them.
create table sample_items (
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('phone', 'user', 'tracking_number', 'project')),
  key text not null,
  primary key (organization_id, kind, key)
);

call app_protect('sample_data'::regclass);
call app_protect('sample_items'::regclass);
