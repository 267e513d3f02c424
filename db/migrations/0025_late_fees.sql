-- What is charged for paying late, and what was charged so far.
create table late_fee_schedules (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  enabled      boolean not null,
  -- Invoices due before this day are left alone.
  start_date   date not null,
  -- Percent of what is overdue, or major units.
  amount       numeric(24, 10) not null check (amount > 0 and amount < 'Infinity'),
  is_percent   boolean not null,
  grace_period integer not null check (grace_period between 0 and 365),
  recurring_days integer not null check (recurring_days between 0 and 365),
  "default"    boolean not null,
  last_run     timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create unique index late_fee_schedules_default on late_fee_schedules (company_id) where "default";
create index late_fee_schedules_updated on late_fee_schedules (company_id, updated_at, id);
select netterms.tenant_table('late_fee_schedules');

-- Each fee of an invoice once, whoever comes to charge it: the first has the number 1.
create table late_fees (
  company_id   bigint not null references companies (id) on delete cascade,
  invoice      bigint not null,
  number       integer not null check (number > 0),
  late_fee_schedule bigint not null,
  -- The day on which it fell.
  date         date not null,
  currency     text not null,
  amount       bigint not null check (amount >= 0),
  created_at   timestamptz not null,
  primary key (company_id, invoice, number),
  foreign key (company_id, invoice) references invoices (company_id, id) on delete cascade
);
select netterms.tenant_table('late_fees');
