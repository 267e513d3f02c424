-- The key with which a company signs links for its customers to come in. Sealed: whoever has a copy of the database signs nothing.
create table sso_keys (
  company_id bigint primary key references companies (id) on delete cascade,
  sealed_key text not null,
  created_at timestamptz not null
);
select netterms.tenant_table('sso_keys');
