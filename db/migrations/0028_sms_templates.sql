-- A company's own words for text messages.
create table sms_templates (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  language     text,
  message      text not null,
  template_engine text not null check (template_engine in ('mustache', 'twig')),
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index sms_templates_updated on sms_templates (company_id, updated_at, id);
select netterms.tenant_table('sms_templates');
