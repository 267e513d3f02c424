-- Reports as they were built: what the books said at that moment.
create table reports (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  type         text not null,
  title        text not null,
  filename     text not null,
  timestamp    timestamptz not null,
  data         jsonb not null,
  definition   text,
  parameters   jsonb not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index reports_created on reports (company_id, created_at);
select netterms.tenant_table('reports');
