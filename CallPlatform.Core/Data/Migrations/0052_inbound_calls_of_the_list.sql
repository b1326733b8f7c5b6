-- The calls list narrowed to those that came in, which may be few among many that went out.
create index calls_inbound_list on calls (organization_id, created_at desc, id desc) where direction = 'inbound' and not is_demo;
