-- What happened. Written in the transaction of the change itself; also the outbox from which jobs and webhooks follow.
create table events (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  -- Our own precise word, and the published word under which the outside hears of it (null: not told).
  type          text not null,
  published_type text,
  object_type   text not null,
  object_id     text not null,
  customer_id   bigint,
  object        jsonb not null,
  previous      jsonb,
  -- A member's user id; −1 the customer, −2 a program, −3 the system itself.
  user_id       bigint not null,
  source        text not null check (source in ('team', 'customer', 'api', 'system')),
  occurred_at   timestamptz not null,
  -- Null until the dispatcher has handed the event to its jobs.
  dispatched_at timestamptz,
  primary key (company_id, id)
);
create index events_object on events (company_id, object_type, object_id, id);
create index events_customer on events (company_id, customer_id, id) where customer_id is not null;
create index events_type on events (company_id, published_type, id);
create index events_waiting on events (company_id, id) where dispatched_at is null;
select netterms.tenant_table('events');

create table webhooks (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  url           text not null,
  enabled       boolean not null default true,
  events        text[] not null default '{*}',
  -- Encrypted with the server's secret; two while a rotation is under way.
  secret        text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  disabled_reason text,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id)
);
select netterms.tenant_table('webhooks');

-- One row per event and endpoint: what is still to be delivered and how it went.
create table webhook_attempts (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  webhook_id    bigint not null,
  event_id      bigint not null,
  url           text not null,
  state         text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'given_up')),
  -- [{status_code | error, timestamp}]
  attempts      jsonb not null default '[]',
  attempts_made integer not null default 0,
  next_attempt_at timestamptz,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, webhook_id) references webhooks (company_id, id) on delete cascade,
  foreign key (company_id, event_id) references events (company_id, id)
);
create unique index webhook_attempts_once on webhook_attempts (company_id, webhook_id, event_id);
create index webhook_attempts_event on webhook_attempts (company_id, event_id);
create index webhook_attempts_due on webhook_attempts (company_id, next_attempt_at) where state = 'waiting';
select netterms.tenant_table('webhook_attempts');
