-- The calls list filtered by status: as quick with years of history as without.
create index calls_by_status on calls (organization_id, status, created_at desc, id desc) where not is_demo;
