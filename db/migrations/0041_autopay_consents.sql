-- What customers agreed to when they turned AutoPay on by their link, and that they took it back.
create table autopay_consents (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  action       text not null check (action in ('given', 'withdrawn')),
  -- The very words that were agreed to.
  mandate      text,
  payment_source jsonb,
  ip           text,
  user_agent   text,
  created_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  check (action = 'withdrawn' or (mandate is not null and payment_source is not null))
);
create index autopay_consents_customer on autopay_consents (company_id, customer, id desc);
select netterms.tenant_table('autopay_consents');

-- Evidence is only ever added; whose it is follows a merge of two customers.
revoke update, delete, truncate on autopay_consents from netterms_app;
grant update (customer) on autopay_consents to netterms_app;
