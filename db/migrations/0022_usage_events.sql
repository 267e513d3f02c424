-- What customers used of plans that are billed by use. Every event stays, with what became of it.
create table usage_events (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  transaction_id text not null,
  customer     bigint,
  subscription bigint,
  plan         text not null,
  quantity     numeric(24, 10) not null check (quantity = quantity and abs(quantity) < 'Infinity'),
  "timestamp"  timestamptz not null,
  status       text not null check (status in ('accepted', 'billed', 'rejected')),
  -- Why it was rejected.
  reason       text,
  -- It came after the bill of its period, and goes with the next one.
  late         boolean not null default false,
  -- The line that charges it, first pending and then on a document.
  line_item    bigint,
  metadata     jsonb not null default '{}',
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, subscription) references subscriptions (company_id, id)
);
create unique index usage_events_transaction on usage_events (company_id, transaction_id) where status <> 'rejected';
create index usage_events_customer on usage_events (company_id, customer);
create index usage_events_open on usage_events (company_id, subscription, plan, "timestamp") where status = 'accepted';
create index usage_events_subscription on usage_events (company_id, subscription);
create index usage_events_time on usage_events (company_id, "timestamp", id);
create index usage_events_metadata on usage_events using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('usage_events');
