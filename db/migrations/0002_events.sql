-- What happened. Written in the transaction of the change itself, and never changed afterwards.
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
  -- A member's user id; −1 the customer, −2 a program or the system itself.
  user_id       bigint not null,
  source        text not null check (source in ('team', 'customer', 'api', 'system')),
  occurred_at   timestamptz not null,
  primary key (company_id, id)
);
create index events_object on events (company_id, object_type, object_id, id);
create index events_customer on events (company_id, customer_id, id) where customer_id is not null;
create index events_type on events (company_id, published_type, id);
-- Rows lie in the order of time, nearly; this costs writes nothing and finds a stretch of it.
create index events_moment on events using brin (company_id, occurred_at);
select netterms.tenant_table('events');

-- Events whose jobs are not queued yet: written with the event, taken out in the transaction that queues them. A narrow
-- table of its own, so that handing an event over never rewrites the event. No foreign keys: each would cost every write
-- a look-up, and a row without its event is merely taken out.
create table outbox (
  company_id    bigint not null,
  event_id      bigint not null,
  -- By the database's clock, which is the same for every process; the order in which jobs hear of events.
  written_at    timestamptz not null default clock_timestamp(),
  primary key (company_id, event_id)
);
select netterms.tenant_table('outbox');

-- When the scheduler must look at a company next, by the database's clock. What is due is asked of the jobs themselves.
create table agenda (
  company_id    bigint primary key references companies (id) on delete cascade,
  next_at       timestamptz not null,
  -- When something last happened there: companies at rest are looked at less often.
  active_at     timestamptz not null
);
create index agenda_next on agenda (next_at);
select netterms.tenant_table('agenda');

-- The last run of each scheduled job, by the company's own clock.
create table scheduled_runs (
  company_id    bigint not null references companies (id) on delete cascade,
  job           text not null,
  ran_at        timestamptz not null,
  -- The moment it ran for, and when it did so by the database's clock.
  due_at        timestamptz not null,
  finished_at   timestamptz not null,
  primary key (company_id, job)
);
select netterms.tenant_table('scheduled_runs');

-- Jobs that belong to no company. Machinery, out of the application role's reach.
create table netterms.global_runs (
  job           text primary key,
  ran_at        timestamptz not null
);

create table webhooks (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  url           text not null,
  enabled       boolean not null default true,
  -- Published event types; '*' is all of them.
  events        text[] not null default '{*}',
  -- Kept out of the dashboard's list.
  protected     boolean not null default false,
  -- Encrypted with the server's secret; two while a rotation is under way.
  secret        text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  disabled_reason text,
  -- Since when it lets us wait until the time is up; such endpoints share few places.
  slow_since_at timestamptz,
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
  event_type    text not null,
  url           text not null,
  state         text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up')),
  -- [{status_code | error, timestamp}]
  attempts      jsonb not null default '[]',
  -- Within the present schedule; a retry by hand begins a new one.
  attempts_made integer not null default 0,
  next_attempt_at timestamptz,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  check ((state = 'waiting') = (next_attempt_at is not null)),
  foreign key (company_id, webhook_id) references webhooks (company_id, id) on delete cascade,
  foreign key (company_id, event_id) references events (company_id, id) on delete cascade
);
create unique index webhook_attempts_once on webhook_attempts (company_id, webhook_id, event_id);
create index webhook_attempts_event on webhook_attempts (company_id, event_id);
create index webhook_attempts_due on webhook_attempts (company_id, webhook_id, next_attempt_at, event_id) where state = 'waiting';
select netterms.tenant_table('webhook_attempts');
