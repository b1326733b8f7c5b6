-- How long an organisation keeps what was said. Null: for as long as it wants.
alter table organizations add column keep_recordings_days int check (keep_recordings_days between 1 and 36500);
alter table organizations add column keep_transcripts_days int check (keep_transcripts_days between 1 and 36500);
alter table organizations add column keep_webhooks_days int not null default 90 check (keep_webhooks_days between 1 and 3650);

-- A person asked to be forgotten: no signal brings anything back.
alter table calls add column erased_at timestamptz;
create index calls_erased on calls (provider, provider_call_id) where erased_at is not null; -- what a provider sends of them later is thrown away

-- Read by the retention: only calls that still have something to lose are in them.
create index calls_with_recording on calls (organization_id, created_at) where recording_url is not null or stereo_recording_url is not null;
create index calls_with_words on calls (organization_id, created_at) where transcript is not null or messages is not null;
create index recording_sessions_with_audio on recording_sessions (organization_id, created_at) where audio_url is not null or audio_file is not null;
create index recording_analyses_age on recording_analyses (organization_id, created_at);
create index call_transcripts_age on call_transcripts (organization_id, created_at);

-- Read by export and erasure.
create index calls_to_number on calls (organization_id, to_number);
create index leads_phone on leads (organization_id, phone_number);
create index service_records_phone on service_records (organization_id, customer_phone);
