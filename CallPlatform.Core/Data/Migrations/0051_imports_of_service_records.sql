-- An import is remembered, so that it can be taken back whole.
create table record_imports (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  campaign_id uuid references campaigns (id),
  imported int not null,
  created_by uuid,
  created_at timestamptz not null,
  undone_at timestamptz,
  removed int                        -- by the undo; the others had been called
);
create index record_imports_list on record_imports (organization_id, created_at desc, id desc);
call app_protect('record_imports'::regclass);

alter table service_records add column import_id uuid references record_imports (id);
create index service_records_import on service_records (import_id) where import_id is not null; -- the undo
