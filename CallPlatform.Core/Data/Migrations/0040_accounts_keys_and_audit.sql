alter table organizations add column currency text not null default 'USD'; -- ISO 4217: how costs and budgets are shown

-- One-time links: into the organisation, or, with user_id, to a new password. The token itself is known to its bearer alone.
create table invitations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  user_id uuid references users (id) on delete cascade,
  username text not null,
  display_name text not null default '',
  role text not null check (role in ('owner', 'manager', 'csr', 'sales_rep', 'viewer')),
  token_hash bytea not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create unique index invitations_token on invitations (token_hash);
create unique index invitations_open on invitations (organization_id, lower(username)) where accepted_at is null and revoked_at is null;
call app_protect('invitations'::regclass);

alter table api_keys add column scopes text[] not null default '{read}';
alter table api_keys add column expires_at timestamptz;
-- Keys made before there were scopes keep what their role may do.
update api_keys set scopes = case
  when role in ('owner', 'manager') then '{read,place_calls,edit_contacts,edit_scripts,edit_appointments,manage}'::text[]
  when role = 'viewer' then '{read}'::text[]
  else '{read,place_calls,edit_contacts,edit_scripts,edit_appointments}'::text[] end;

-- pruning looks for what ended long ago
create index refresh_tokens_expiry on refresh_tokens (expires_at);

-- The services' role may not change the audit log (0010); nor may anybody else, by a slip.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();
create trigger audit_log_kept before truncate on audit_log for each statement execute function refuse_change();
