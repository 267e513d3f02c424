-- Where a company's mail arrives. Every company has one.
create table inboxes (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  external_id  text not null check (external_id ~ '^[0-9A-Za-z]{10}$'),
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
-- It is made when it is first asked for, once.
create unique index inboxes_company on inboxes (company_id);
select netterms.tenant_table('inboxes');
