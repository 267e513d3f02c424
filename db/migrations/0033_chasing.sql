-- How customers and invoices are reminded of what they owe, and which reminders there were.
create table chasing_cadences (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  -- The hour of the company's day.
  time_of_day  integer not null check (time_of_day between 0 and 23),
  frequency    text not null check (frequency in ('daily', 'day_of_week', 'day_of_month')),
  -- Days of the week (1 is Monday) or of the month: one, or several with commas. Neither for a daily cadence.
  run_on       integer check (run_on between 1 and 31),
  run_list     text,
  paused       boolean not null,
  -- Major units of whatever currency is open.
  min_balance  numeric(24, 10) check (min_balance >= 0 and min_balance < 'Infinity'),
  assignment_mode text not null check (assignment_mode in ('none', 'default', 'conditions')),
  assignment_conditions text not null,
  last_run     timestamptz,
  next_run     timestamptz not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create unique index chasing_cadences_default on chasing_cadences (company_id) where assignment_mode = 'default';
create index chasing_cadences_next on chasing_cadences (company_id, next_run) where not paused;
create index chasing_cadences_updated on chasing_cadences (company_id, updated_at, id);
select netterms.tenant_table('chasing_cadences');

create table chasing_steps (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  cadence      bigint not null,
  position     integer not null,
  name         text not null,
  action       text not null check (action in ('email', 'sms', 'phone', 'mail', 'escalate')),
  schedule     text not null check (schedule ~ '^(age|past_due_age):[0-9]+$'),
  email_template_id text,
  sms_template_id bigint,
  assigned_user_id bigint,
  role         text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, cadence) references chasing_cadences (company_id, id) on delete cascade,
  foreign key (company_id, sms_template_id) references sms_templates (company_id, id) on delete set null (sms_template_id)
);
create index chasing_steps_cadence on chasing_steps (company_id, cadence, position);
create index chasing_steps_template on chasing_steps (company_id, sms_template_id) where sms_template_id is not null;
select netterms.tenant_table('chasing_steps');

-- Nothing could be named before.
update customers set chasing_cadence = null, next_chase_step = null where chasing_cadence is not null or next_chase_step is not null;
alter table customers
  add foreign key (company_id, chasing_cadence) references chasing_cadences (company_id, id),
  add foreign key (company_id, next_chase_step) references chasing_steps (company_id, id);
create index customers_cadence on customers (company_id, chasing_cadence) where chasing_cadence is not null;
create index customers_chase_step on customers (company_id, next_chase_step) where next_chase_step is not null;

-- A customer's way through the steps of a cadence. After payment a new one begins.
create table chasing_walks (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer_id  bigint not null,
  cadence      bigint not null,
  started_at   timestamptz not null,
  ended_at     timestamptz,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade
);
create index chasing_walks_customer on chasing_walks (company_id, customer_id, id);
select netterms.tenant_table('chasing_walks');

create table invoice_chasing_cadences (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  -- [{trigger, options}]
  chase_schedule jsonb not null,
  "default"    boolean not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create unique index invoice_chasing_cadences_default on invoice_chasing_cadences (company_id) where "default";
create index invoice_chasing_cadences_updated on invoice_chasing_cadences (company_id, updated_at, id);
select netterms.tenant_table('invoice_chasing_cadences');

-- How one invoice is delivered and chased. An invoice without a row is not chased on its own.
create table invoice_deliveries (
  company_id   bigint not null references companies (id) on delete cascade,
  invoice_id   bigint not null,
  cadence_id   bigint,
  -- A schedule of its own, instead of a cadence.
  chase_schedule jsonb,
  disabled     boolean not null,
  -- Addresses with commas, instead of the customer's contacts.
  emails       text,
  -- When it is looked at next; null while there is nothing to wait for.
  next_at      timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, invoice_id),
  foreign key (company_id, invoice_id) references invoices (company_id, id) on delete cascade,
  foreign key (company_id, cadence_id) references invoice_chasing_cadences (company_id, id) on delete set null (cadence_id)
);
create index invoice_deliveries_next on invoice_deliveries (company_id, next_at) where next_at is not null;
create index invoice_deliveries_cadence on invoice_deliveries (company_id, cadence_id) where cadence_id is not null;
select netterms.tenant_table('invoice_deliveries');

-- A step is written here before anything is sent: of a walk each step once, of an invoice each moment of its schedule once.
create table chased_steps (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer_id  bigint not null,
  invoice_id   bigint,
  walk         bigint,
  step_id      bigint,
  -- Of an invoice: which moment of its schedule, such as 2:7 for seven days late.
  moment       text,
  cadence      bigint,
  name         text not null,
  -- What is done: email, sms, mail, phone, escalate.
  actions      text[] not null,
  -- The day of the company on which it was due to be done.
  day          date not null,
  state        text not null check (state in ('planned', 'done', 'skipped', 'failed')),
  said         text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade,
  foreign key (company_id, invoice_id) references invoices (company_id, id) on delete cascade,
  check ((invoice_id is null) = (walk is not null) and (invoice_id is null) = (step_id is not null) and (invoice_id is null) = (moment is null))
);
create unique index chased_steps_of_walk on chased_steps (company_id, walk, step_id) where walk is not null;
create unique index chased_steps_of_invoice on chased_steps (company_id, invoice_id, moment) where invoice_id is not null;
create index chased_steps_customer on chased_steps (company_id, customer_id, id);
create index chased_steps_planned on chased_steps (company_id, id) where state = 'planned';
select netterms.tenant_table('chased_steps');

-- The customer said when they will pay. Until that day has passed nobody reminds them.
create table promises (
  company_id   bigint not null references companies (id) on delete cascade,
  invoice_id   bigint not null,
  date         date not null,
  method       text,
  reference    text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, invoice_id),
  foreign key (company_id, invoice_id) references invoices (company_id, id) on delete cascade
);
select netterms.tenant_table('promises');

-- Whether an invoice is to be chased on a day: `due`; `held` while something excuses it; `waiting` while it is not its time or
-- money comes by itself; `off` where there is nothing to chase.
create function netterms.chasing_state(i invoices, today date) returns text language sql stable as $$
  select case
    when i.draft or i.paid or i.closed or i.voided or not i.chase or i.balance <= 0 then 'off'
    when i.date > today then 'waiting'
    when i.autopay and (i.attempt_count = 0 or i.next_payment_attempt is not null) then 'waiting'
    when i.payment_plan is not null and (i.installment_date is null or i.installment_date >= today) then 'waiting'
    when i.disputed or i.pending > 0 then 'held'
    when exists (select from promises p where p.company_id = i.company_id and p.invoice_id = i.id and p.date >= today) then 'held'
    -- Money of the customer that is not put on invoices yet, and would pay all there are.
    when coalesce((select sum(p.balance) from payments p where p.company_id = i.company_id and p.customer = i.customer and p.currency = i.currency and not p.voided and p.balance > 0), 0)
      >= (select sum(o.balance) from invoices o where o.company_id = i.company_id and o.customer = i.customer and o.currency = i.currency and not o.draft and not o.paid and not o.closed and not o.voided) then 'held'
    else 'due' end
$$;

-- Whether a reminder that was written about an invoice, or about the account of a customer, still has a reason.
create function netterms.is_still_owed(company bigint, about text, subject bigint, today date) returns boolean language sql stable as $$
  select exists (
    select from invoices i where i.company_id = company and ((about = 'invoice' and i.id = subject) or (about = 'customer' and i.customer = subject))
      and netterms.chasing_state(i, today) = 'due')
$$;

-- Why nobody asked for it: for one cause a telephone gets one message and an address one letter, ever.
alter table text_messages add cause text;
create unique index text_messages_cause on text_messages (company_id, cause, "to") where cause is not null;
alter table letters add cause text;
create unique index letters_cause on letters (company_id, cause) where cause is not null;
