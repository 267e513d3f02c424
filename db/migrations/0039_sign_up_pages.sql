-- Pages on which a customer begins a subscription or AutoPay without anybody's help.
create table sign_up_pages (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  type         text not null check (type in ('recurring', 'autopay')),
  plans        text[] not null default '{}',
  -- An item that is charged once, with the first bill.
  setup_fee    text,
  taxes        text[] not null default '{}',
  has_quantity boolean not null,
  has_coupon_code boolean not null,
  trial_period_days integer not null check (trial_period_days >= 0),
  snap_to_nth_day integer,
  header_text  text,
  billing_address boolean not null,
  shipping_address boolean not null,
  custom_fields text[] not null default '{}',
  tos_url      text,
  thanks_url   text,
  allow_multiple_subscriptions boolean not null,
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index sign_up_pages_updated on sign_up_pages (company_id, updated_at, id);
create unique index sign_up_pages_portal_key on sign_up_pages (company_id, portal_key_hash);
select netterms.tenant_table('sign_up_pages');

-- What can be ordered on a page besides its plan: another plan, or an item that is charged once.
create table sign_up_page_addons (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  sign_up_page_id bigint not null,
  type         text not null check (type in ('boolean', 'quantity')),
  required     boolean not null,
  recurring    boolean not null,
  plan         text,
  catalog_item text,
  "order"      integer not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, sign_up_page_id) references sign_up_pages (company_id, id) on delete cascade,
  check (case when recurring then plan is not null else catalog_item is not null end)
);
create index sign_up_page_addons_page on sign_up_page_addons (company_id, sign_up_page_id, "order", id);
create index sign_up_page_addons_updated on sign_up_page_addons (company_id, updated_at, id);
select netterms.tenant_table('sign_up_page_addons');

-- Who signed up. The key is the form that was opened: however often it is sent, it is one customer and one subscription.
create table sign_ups (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  sign_up_page bigint not null,
  form_key     text not null,
  customer     bigint not null,
  subscription bigint,
  status       text not null check (status in ('open', 'completed')),
  -- What each try was called by the browser, hashed; the same again is no further try.
  tries        text[] not null,
  -- The terms that were agreed to, when, from where and with what.
  tos_url      text,
  agreed_at    timestamptz not null,
  ip           text,
  user_agent   text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id) on delete cascade,
  foreign key (company_id, subscription) references subscriptions (company_id, id)
);
create unique index sign_ups_form on sign_ups (company_id, form_key);
create index sign_ups_page on sign_ups (company_id, sign_up_page, created_at);
create index sign_ups_customer on sign_ups (company_id, customer);
create index sign_ups_subscription on sign_ups (company_id, subscription) where subscription is not null;
select netterms.tenant_table('sign_ups');
