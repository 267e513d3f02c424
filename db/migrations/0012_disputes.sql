-- Money that the payer's bank took back for the time being, until it is decided whose it is.
create table disputes (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  charge       bigint not null,
  customer     bigint not null,
  currency     text not null,
  amount       bigint not null check (amount > 0),
  status       text not null check (status in ('open', 'won', 'lost')),
  reason       text not null,
  -- Lost, and the money is not where the payment had put it: a loss of the company.
  written_off  boolean not null default false,
  gateway      text not null,
  gateway_id   text not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, charge) references charges (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id)
);
create unique index disputes_gateway_id on disputes (company_id, gateway, gateway_id);
create index disputes_charge on disputes (company_id, charge);
create index disputes_customer on disputes (company_id, customer, id);
select netterms.tenant_table('disputes');
