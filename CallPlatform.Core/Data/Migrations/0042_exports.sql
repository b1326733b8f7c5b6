-- Lists written as CSV by a job, kept for a day. The file lies here in chunks: whichever Api is asked has it.
create table exports (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('calls', 'contacts', 'leads')),
  filter jsonb not null default '{}',
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  rows_total bigint,
  rows_done bigint not null default 0,
  bytes bigint not null default 0,
  chunks int not null default 0,
  cursor_at timestamptz,             -- the last row written: a job that was interrupted goes on behind it
  cursor_id uuid,
  error text,
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz not null
);
create index exports_list on exports (organization_id, created_at desc, id desc);
create index exports_expiry on exports (expires_at);
call app_protect('exports'::regclass);

create table export_chunks (
  export_id uuid not null references exports (id) on delete cascade,
  number int not null,
  organization_id uuid not null,
  bytes bytea not null,
  primary key (export_id, number)
);
call app_protect('export_chunks'::regclass);
