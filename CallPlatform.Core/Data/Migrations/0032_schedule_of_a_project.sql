-- A project may have calling rules of its own, as a campaign may. A lead's call names its project.
alter table schedule_configs add column project_id uuid references projects (id);
alter table schedule_configs add constraint schedule_configs_one_owner check (campaign_id is null or project_id is null);
drop index schedule_configs_scope;
create unique index schedule_configs_scope on schedule_configs (organization_id, coalesce(campaign_id, project_id, organization_id));

alter table calls add column project_id uuid references projects (id);
update calls c set project_id = l.project_id from ai_call_logs l where l.call_id = c.id and l.claims;
