-- Companies (the tenants), the people who sign in, what they may do, and the keys of programs.

-- ISO 4217 minor digits; the same table as src/core/currency.ts, compared by a test.
create function netterms.minor_digits(currency text) returns integer
  language sql immutable parallel safe
  return case
    when currency in ('bif', 'clp', 'djf', 'gnf', 'isk', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'ugx', 'uyi', 'vnd', 'vuv', 'xaf', 'xof', 'xpf') then 0
    when currency in ('bhd', 'iqd', 'jod', 'kwd', 'lyd', 'omr', 'tnd') then 3
    when currency in ('clf', 'uyw') then 4
    when currency = 'btc' then 8
    else 2
  end;

-- A company is found by its id, its username or the host name before anybody is known, so all may read the row;
-- it holds no secrets. Only the company itself may change it.
create table companies (
  id                     bigint primary key default nextval('record_ids'),
  name                   text not null,
  username               text not null,
  email                  text,
  phone                  text,
  website                text,
  tax_id                 text,
  address1               text,
  address2               text,
  city                   text,
  state                  text,
  postal_code            text,
  country                text not null default 'US',
  currency               text not null default 'usd',
  language               text not null default 'en',
  time_zone              text not null default 'UTC',
  color                  text,
  logo_file              bigint,
  -- Behaviour that the company chooses; parsed by modules/company/companies/settings.ts.
  settings               jsonb not null default '{}',
  test_mode              boolean not null default false,
  -- A sandbox company's own time; null means the clock on the wall.
  test_clock             timestamptz,
  -- Changes whenever this row does, so that other processes know their copy is old.
  version                integer not null default 1,
  created_at             timestamptz not null,
  updated_at             timestamptz not null
);
create unique index companies_username on companies (lower(username));
alter table companies enable row level security;
alter table companies force row level security;
create policy companies_read on companies for select using (true);
create policy companies_write on companies for insert with check (true);
create policy companies_change on companies for update using (id = netterms.current_company()) with check (id = netterms.current_company());

-- People. One person may work for several companies.
create table users (
  id             bigint primary key default nextval('record_ids'),
  email          text not null,
  first_name     text,
  last_name      text,
  name           text generated always as (nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')) stored,
  -- Null for somebody who was invited and has not chosen one yet.
  password_hash  text,
  -- When the person showed that the address is theirs; before that they may enter no company.
  verified_at    timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create unique index users_email on users (lower(email));

create table sessions (
  token_hash   bytea primary key,
  user_id      bigint not null references users (id) on delete cascade,
  company_id   bigint references companies (id),
  created_at   timestamptz not null,
  used_at      timestamptz not null,
  expires_at   timestamptz not null,
  user_agent   text,
  ip           text
);
create index sessions_user on sessions (user_id);
create index sessions_company on sessions (company_id);

-- Links sent by mail: verify an address, choose a new password. Used once. The token is the id and a signature of it
-- made with the server's secret, so this table opens no account.
create table user_tokens (
  id           text primary key,
  user_id      bigint not null references users (id) on delete cascade,
  purpose      text not null check (purpose in ('verify', 'reset')),
  -- The browser that signed up; verifying in it signs in as well.
  browser_hash bytea,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  used_at      timestamptz
);
create index user_tokens_user on user_tokens (user_id);

-- Tries that were made and not (yet) right, so that guessing is slowed even across restarts and processes.
create table sign_in_attempts (
  id           bigint primary key generated always as identity,
  subject      text not null,
  attempted_at timestamptz not null
);
create index sign_in_attempts_subject on sign_in_attempts (subject, attempted_at);
create index sign_in_attempts_age on sign_in_attempts (attempted_at);

-- Mail of the product itself to people, who may have no company yet. Holds what the mail is about, never a working link.
create table system_emails (
  id             bigint primary key default nextval('record_ids'),
  user_id        bigint not null references users (id) on delete cascade,
  template       text not null check (template in ('verify', 'already_registered', 'reset', 'password_changed', 'invitation', 'joined')),
  token_id       text references user_tokens (id) on delete cascade,
  -- What the text names: the company, who invited.
  data           jsonb not null default '{}',
  state          text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  -- Made at the first attempt and kept on every further one.
  message_id     text,
  attempts_made  integer not null default 0,
  next_attempt_at timestamptz not null,
  said           text,
  created_at     timestamptz not null,
  sent_at        timestamptz
);
create index system_emails_due on system_emails (next_attempt_at) where state = 'queued';
create index system_emails_user on system_emails (user_id, created_at);
create index system_emails_token on system_emails (token_id);

create table roles (
  company_id   bigint not null references companies (id) on delete cascade,
  id           text not null,
  name         text not null,
  permissions  jsonb not null default '{}',
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
select netterms.tenant_table('roles');

create table members (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  user_id      bigint not null references users (id),
  role         text not null,
  restriction_mode text not null default 'none' check (restriction_mode in ('none', 'custom_field', 'owner')),
  email_update_frequency text not null default 'week' check (email_update_frequency in ('day', 'week', 'month', 'never')),
  -- When the person last worked for this company.
  last_accessed timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, role) references roles (company_id, id)
);
create unique index members_user on members (company_id, user_id);
create index members_role on members (company_id, role);
create index members_companies on members (user_id);
select netterms.tenant_table('members');
-- A signed-in person may see which companies they belong to.
create policy members_own on members for select using (user_id = nullif(current_setting('netterms.user_id', true), '')::bigint);
create policy roles_own on roles for select using (
  exists (select 1 from members m where m.company_id = roles.company_id and m.role = roles.id and m.user_id = nullif(current_setting('netterms.user_id', true), '')::bigint)
);

create table api_keys (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  description  text,
  -- The first characters, to tell keys apart in a list.
  hint         text not null,
  secret_hash  bytea not null,
  -- Null: everything. Otherwise scopes such as invoices:read.
  scopes       text[],
  created_at   timestamptz not null,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (company_id, id)
);
create unique index api_keys_secret on api_keys (secret_hash);
select netterms.tenant_table('api_keys');
-- Whoever presents a key may see the row of that key; that is how a company is found from it.
create policy api_keys_presented on api_keys for select
  using (secret_hash = decode(nullif(current_setting('netterms.presented_key', true), ''), 'hex'));

-- Gapless numbers, one row per company and series, taken inside the transaction that uses them.
-- How a number is written is a setting of the company.
create table number_series (
  company_id   bigint not null references companies (id) on delete cascade,
  series       text not null,
  next_number  bigint not null default 1,
  primary key (company_id, series)
);
select netterms.tenant_table('number_series');

-- How many rows the long lists have, spread over shards so that writers do not queue.
create table record_counts (
  company_id   bigint not null references companies (id) on delete cascade,
  kind         text not null,
  shard        smallint not null,
  total        bigint not null,
  primary key (company_id, kind, shard)
);
select netterms.tenant_table('record_counts');

-- Answers already given, so that a repeated write is answered again and not done again.
create table idempotency_keys (
  company_id    bigint not null references companies (id) on delete cascade,
  caller        text not null,
  key           text not null,
  request_hash  bytea not null,
  -- Null while the first request is at work; a claim older than its lease may be taken over.
  status        smallint,
  reply         text,
  claimed_at    timestamptz not null,
  created_at    timestamptz not null,
  primary key (company_id, caller, key)
);
create index idempotency_keys_age on idempotency_keys (company_id, created_at);
select netterms.tenant_table('idempotency_keys');
