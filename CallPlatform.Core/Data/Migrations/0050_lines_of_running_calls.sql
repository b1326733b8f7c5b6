-- What is said while a call talks, for those who watch: gone with the call's end, when the report brings the whole. Unlogged, since
-- what a crash takes with it was of the moment.
create unlogged table live_lines (
  call_id uuid not null references calls (id) on delete cascade,
  organization_id uuid not null,
  at timestamptz not null,           -- by the provider's clock: lines come in any order
  by_agent boolean not null,
  text text not null,
  primary key (call_id, at, by_agent)
);
call app_protect('live_lines'::regclass);

create function app_forget_live_lines() returns trigger language plpgsql as $$
begin
  delete from live_lines where call_id = new.id;
  return null;
end $$;
create trigger calls_live_lines after update of status on calls for each row
  when (old.status in ('queued', 'initiated', 'ringing', 'in-progress') and new.status not in ('queued', 'initiated', 'ringing', 'in-progress'))
  execute function app_forget_live_lines();
