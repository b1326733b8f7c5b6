-- The keys that encrypt the staff UI's cookies, shared by all Web processes and sealed by the Api. They belong to no organisation.
create table web_keys (
  name text primary key,
  box bytea not null,
  created_at timestamptz not null
);
alter table web_keys enable row level security;
create policy platform on web_keys using (current_setting('app.organization', true) = '*');
