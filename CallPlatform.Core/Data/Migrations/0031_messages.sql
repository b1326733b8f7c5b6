-- Messages through a gateway: what follows a call that reached nobody, and what people answer.
create table messages (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  direction text not null check (direction in ('outbound', 'inbound')),
  channel text not null check (channel in ('sms', 'whatsapp')),
  lead_id uuid references leads (id),
  call_id uuid references calls (id) on delete cascade,
  phone_number text not null,      -- the person's, E.164
  body text not null,
  status text not null check (status in ('waiting', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'suppressed', 'unknown', 'received')),
  due_at timestamptz,
  provider_message_id text,
  error_code text,
  error_message text,
  created_at timestamptz not null,
  sent_at timestamptz,
  updated_at timestamptz not null
);
-- One message a call, whoever asks for it how often.
create unique index messages_call on messages (call_id) where call_id is not null;
create unique index messages_provider on messages (provider_message_id) where provider_message_id is not null;
-- an answer finds whom it answers
create index messages_phone on messages (phone_number, created_at desc);
create index messages_list on messages (organization_id, created_at desc, id desc);
call app_protect('messages'::regclass);
