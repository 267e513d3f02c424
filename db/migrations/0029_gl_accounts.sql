-- The company's own chart of accounts, for mapping.
create table gl_accounts (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  code         text not null,
  parent_id    bigint,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, parent_id) references gl_accounts (company_id, id)
);
create unique index gl_accounts_code on gl_accounts (company_id, code);
create unique index gl_accounts_name on gl_accounts (company_id, lower(btrim(name)));
create index gl_accounts_parent on gl_accounts (company_id, parent_id) where parent_id is not null;
select netterms.tenant_table('gl_accounts');
create index items_gl_account on items (company_id, gl_account) where gl_account is not null;
