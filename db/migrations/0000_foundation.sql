-- The ground every table stands on: what the application's role may do, and the wall between companies.
-- The role netterms_app itself belongs to the server, not to this database; src/platform/db/roles.ts makes it.

revoke create on schema public from public;
grant usage on schema public, netterms to netterms_app;
alter default privileges in schema public grant select, insert, update, delete on tables to netterms_app;
alter default privileges in schema public grant usage, select on sequences to netterms_app;

-- Ids of records. One sequence for every table: an id never names two things, and never tells how many there are of one.
create sequence record_ids as bigint start 1000;

-- The company of this transaction, or null. One expression, so that the planner puts it into the query and uses indexes.
create function netterms.current_company() returns bigint
  language sql stable parallel safe
  return nullif(current_setting('netterms.company_id', true), '')::bigint;

-- Makes a table a company's own: each row is visible to, and can be written by, the company in its company_id alone.
-- FORCE holds the owner to it too. The owner's own policy opens only for a session that says so, as the outbox, backup
-- and migrations do; the application's role is not the owner and cannot open it.
create function netterms.tenant_table(table_name regclass) returns void
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format('create policy own_company on %s using (company_id = netterms.current_company()) with check (company_id = netterms.current_company())', table_name);
  execute format('create policy every_company on %s to %I using (current_setting(''netterms.every_company'', true) = ''on'') with check (current_setting(''netterms.every_company'', true) = ''on'')', table_name, current_user);
end
$$;
revoke execute on function netterms.tenant_table(regclass) from public;
