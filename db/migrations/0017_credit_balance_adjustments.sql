-- Credit given to a customer, or taken back, by hand.
create table credit_balance_adjustments (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  currency     text not null,
  -- Minor units; positive gives credit, negative takes it away.
  amount       bigint not null check (amount <> 0),
  date         date not null,
  notes        text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id)
);
create index credit_balance_adjustments_customer on credit_balance_adjustments (company_id, customer, date);
create index credit_balance_adjustments_updated on credit_balance_adjustments (company_id, updated_at, id);
select netterms.tenant_table('credit_balance_adjustments');
