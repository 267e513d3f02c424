-- Agreements to bill again and again. Periods are numbered from 0 as long as the subscription lives; the number is the key
-- under which an invoice bills a period once (invoices_subscription_period).
create table subscriptions (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  plan         text not null,
  currency     text not null,
  -- The subscription's own price; only where its plan has custom pricing.
  amount       numeric(24, 10) check (amount = amount and abs(amount) < 'Infinity'),
  quantity     numeric(24, 10) not null check (quantity = quantity and quantity >= 0 and quantity < 'Infinity'),
  description  text,
  start_date   date not null,
  bill_in      text not null check (bill_in in ('advance', 'arrears')),
  bill_in_advance_days integer not null default 0 check (bill_in_advance_days >= 0),
  snap_to_nth_day integer,
  -- The rhythm: the period numbered anchor_index begins on anchor_date; all others follow from the plan's interval.
  "interval"   text not null check ("interval" in ('day', 'week', 'month', 'year')),
  interval_count integer not null check (interval_count > 0),
  anchor_date  date not null,
  anchor_index integer not null,
  -- The period that is billed next, and the day from which it is charged where that is not all of it.
  next_period  integer not null,
  service_from date not null,
  -- No bill of that period is dated earlier: the day on which it was agreed, where that came after its bill was due.
  bill_from    date not null,
  -- What the period that was billed last covers; period_until is the first day after it. It is a part of a whole period
  -- where it begins after period_whole_from.
  period_whole_from date,
  period_from  date,
  period_until date,
  cycles       integer check (cycles > 0),
  -- The period and the day with which the contract's term began; the first period after it, and its first day.
  contract_first integer,
  contract_start date,
  contract_end integer,
  contract_until date,
  contract_renewal_mode text not null check (contract_renewal_mode in ('auto', 'manual', 'renew_once', 'none')),
  contract_renewal_cycles integer check (contract_renewal_cycles > 0),
  paused       boolean not null default false,
  pending_renewal boolean not null default false,
  finished     boolean not null default false,
  canceled     boolean not null default false,
  canceled_at  timestamptz,
  canceled_reason text,
  cancel_at_period_end boolean not null default false,
  -- The first period that no longer runs.
  cancel_period integer,
  -- The day of what happens next by itself; null when nothing does.
  next_date    date,
  -- A bill that was refused is tried again then.
  retry_date   date,
  problem      text,
  renewed_last timestamptz,
  -- [{coupon, used}]: the coupon as it was, and for how many periods it has been given.
  discounts    jsonb not null default '[]',
  taxes        text[] not null default '{}',
  ship_to      jsonb,
  approval     jsonb,
  recurring_total bigint not null,
  mrr          bigint not null,
  metadata     jsonb not null default '{}',
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id)
);
create index subscriptions_customer on subscriptions (company_id, customer);
create index subscriptions_plan on subscriptions (company_id, plan);
create index subscriptions_due on subscriptions (company_id, next_date, id) where next_date is not null;
create index subscriptions_updated on subscriptions (company_id, updated_at, id);
create unique index subscriptions_portal_key on subscriptions (company_id, portal_key_hash);
create index subscriptions_metadata on subscriptions using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('subscriptions');

-- Further plans of a subscription.
create table subscription_addons (
  company_id   bigint not null references companies (id) on delete cascade,
  subscription bigint not null,
  id           bigint not null default nextval('record_ids'),
  position     integer not null,
  plan         text not null,
  amount       numeric(24, 10) check (amount = amount and abs(amount) < 'Infinity'),
  quantity     numeric(24, 10) not null check (quantity = quantity and quantity >= 0 and quantity < 'Infinity'),
  description  text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, subscription) references subscriptions (company_id, id) on delete cascade
);
create index subscription_addons_subscription on subscription_addons (company_id, subscription, position);
create index subscription_addons_plan on subscription_addons (company_id, plan);
select netterms.tenant_table('subscription_addons');
