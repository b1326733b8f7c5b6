-- A booking, a visit, a follow-up that staff did and a missed caller whom they reached: people of the business talked with this number,
-- so the robot holds its call. Here and not in the programs, so that whoever writes the row notes the talk.
create function app_note_talk(organization uuid, phone text, kind text, at timestamptz) returns void language sql as $$
  insert into human_contacts as h (organization_id, phone, kind, at) select organization, phone, kind, at where phone is not null
  on conflict (organization_id, phone) do update set kind = excluded.kind, at = excluded.at where h.at < excluded.at
$$;

create function app_note_booking() returns trigger language plpgsql as $$
begin
  perform app_note_talk(new.organization_id, (select l.phone_number from leads l where l.id = new.lead_id), 'booking', new.created_at);
  return null;
end $$;
create trigger appointments_booking after insert on appointments for each row execute function app_note_booking();

create function app_note_visit() returns trigger language plpgsql as $$
begin
  perform app_note_talk(new.organization_id, (select l.phone_number from appointments a join leads l on l.id = a.lead_id where a.id = new.appointment_id), 'staff', new.started_at);
  return null;
end $$;
create trigger recording_sessions_talk after insert on recording_sessions for each row execute function app_note_visit();

create function app_note_follow_up() returns trigger language plpgsql as $$
begin
  perform app_note_talk(
    new.organization_id,
    coalesce((select c.phone from contacts c where c.id = new.contact_id), (select l.phone_number from leads l where l.id = new.lead_id)),
    'staff', new.completed_at);
  return null;
end $$;
create trigger tasks_talk after update of status on tasks for each row
  when (new.status = 'done' and old.status <> 'done' and new.completed_by is not null) execute function app_note_follow_up();

create function app_note_call_back() returns trigger language plpgsql as $$
begin
  perform app_note_talk(new.organization_id, new.phone, 'staff', new.resolved_at);
  return null;
end $$;
create trigger missed_calls_talk after update of state on missed_calls for each row
  when (new.state = 'recovered' and old.state <> 'recovered' and new.resolved_by is not null) execute function app_note_call_back();
