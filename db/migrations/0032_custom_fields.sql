-- What keys of metadata mean, by kind of record.
create table custom_fields (
  company_id   bigint not null references companies (id) on delete cascade,
  internal_id  bigint not null default nextval('record_ids'),
  -- The key in metadata.
  id           text not null,
  object       text not null,
  name         text not null,
  type         text not null check (type in ('string', 'boolean', 'double', 'integer', 'enum', 'date', 'money')),
  choices      text[] not null check ((type = 'enum') = (cardinality(choices) > 0)),
  external     boolean not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, internal_id)
);
create unique index custom_fields_id on custom_fields (company_id, object, id);
select netterms.tenant_table('custom_fields');
