-- A contact is a talk: whoever called and reached nobody may be called back at once. And it is the person's (to_number), not our tracking
-- number's, one hot row that every inbound call would lock.
create or replace function app_note_inbound_call() returns trigger language plpgsql as $$
begin
  insert into human_contacts as h (organization_id, phone, kind, at)
  values (new.organization_id, new.to_number, 'inbound', coalesce(new.started_at, new.created_at))
  on conflict (organization_id, phone) do update set kind = excluded.kind, at = excluded.at where h.at < excluded.at;
  return null;
end $$;
drop trigger calls_inbound on calls;
create trigger calls_inbound after insert or update of status on calls for each row
  when (new.direction = 'inbound' and not new.is_demo and new.status in ('in-progress', 'completed'))
  execute function app_note_inbound_call();
delete from human_contacts h using tracking_numbers t where t.organization_id = h.organization_id and t.number = h.phone and h.kind = 'inbound';
