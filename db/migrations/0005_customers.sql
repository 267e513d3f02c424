-- Who owes us, the people there, what we noted about them, and files.
create extension if not exists btree_gin;

create table customers (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  number       text not null,
  email        text,
  type         text not null default 'company' check (type in ('company', 'person')),
  active       boolean not null default true,
  autopay      boolean not null default false,
  autopay_delay_days integer,
  payment_terms text,
  attention_to text,
  address1     text,
  address2     text,
  city         text,
  state        text,
  postal_code  text,
  country      text not null,
  language     text,
  currency     text,
  phone        text,
  chase        boolean not null default true,
  chasing_cadence bigint,
  next_chase_step bigint,
  credit_hold  boolean not null default false,
  -- Minor units of the customer's currency, else the company's.
  credit_limit bigint,
  owner        bigint,
  taxable      boolean not null default true,
  taxes        text[] not null default '{}',
  tax_id       text,
  avalara_entity_use_code text,
  avalara_exemption_number text,
  parent_customer bigint,
  bill_to_parent boolean not null default false,
  consolidated boolean not null default false,
  convenience_fee boolean not null default true,
  surcharging  boolean not null default true,
  late_fee_schedule bigint,
  notes        text,
  sign_up_page bigint,
  ach_gateway  bigint,
  cc_gateway   bigint,
  default_source_type text,
  default_source_id bigint,
  disabled_payment_methods text[] not null default '{}',
  metadata     jsonb not null default '{}',
  -- SHA-256 of the portal key, which is derived and never stored.
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, parent_customer) references customers (company_id, id)
);
create unique index customers_number on customers (company_id, lower(number));
create unique index customers_portal_key on customers (company_id, portal_key_hash);
create index customers_name on customers (company_id, name, id);
create index customers_updated on customers (company_id, updated_at, id);
create index customers_email on customers (company_id, lower(email));
create index customers_parent on customers (company_id, parent_customer) where parent_customer is not null;
create index customers_metadata on customers using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('customers');

create table contacts (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer_id  bigint not null,
  name         text not null,
  title        text,
  email        text,
  phone        text,
  role         text,
  "primary"    boolean not null default true,
  sms_enabled  boolean not null default false,
  department   text,
  address1     text,
  address2     text,
  city         text,
  state        text,
  postal_code  text,
  country      text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade
);
create index contacts_customer on contacts (company_id, customer_id, id);
select netterms.tenant_table('contacts');

create table files (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  size         bigint not null,
  type         text not null,
  -- Either a file we keep, by the SHA-256 of its content, or a link.
  content_hash text,
  url          text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index files_content on files (company_id, content_hash);
select netterms.tenant_table('files');

create table attachments (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  parent_type  text not null,
  parent_id    bigint not null,
  file_id      bigint not null,
  location     text not null default 'attachment',
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, file_id) references files (company_id, id)
);
create unique index attachments_parent on attachments (company_id, parent_type, parent_id, file_id);
create index attachments_file on attachments (company_id, file_id);
select netterms.tenant_table('attachments');

-- Two customers that turn out to be one are merged. What was posted stays as it is; only whose account it is on follows
-- the merge, so that balances, histories and later reversals agree.
grant update (customer_id) on ledger_postings to netterms_app;
