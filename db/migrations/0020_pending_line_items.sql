-- Lines that wait for the next invoice of a customer. They keep their ids when a document takes them.
create table pending_line_items (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  customer      bigint not null,
  currency      text not null,
  catalog_item  text,
  type          text,
  name          text not null,
  description   text,
  quantity      numeric(24, 10) not null check (quantity = quantity and abs(quantity) < 'Infinity'),
  unit_cost     numeric(24, 10) not null check (unit_cost = unit_cost and abs(unit_cost) < 'Infinity'),
  amount        bigint not null,
  discountable  boolean not null,
  taxable       boolean not null,
  -- Minor units and milliseconds, as on the lines of documents.
  discounts     jsonb not null default '[]',
  taxes         jsonb not null default '[]',
  plan          text,
  subscription  bigint,
  period_start  timestamptz,
  period_end    timestamptz,
  prorated      boolean,
  metadata      jsonb not null default '{}',
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id)
);
create index pending_line_items_customer on pending_line_items (company_id, customer, currency, id);
create index pending_line_items_subscription on pending_line_items (company_id, subscription) where subscription is not null;
create index pending_line_items_metadata on pending_line_items using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('pending_line_items');
