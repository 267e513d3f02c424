-- What we send: one row per recipient, written in the transaction that decided it and complete from then on; a job, or the
-- call itself, hands it to the mail server.
create table emails (
  company_id    bigint not null references companies (id) on delete cascade,
  -- 32 hexadecimal digits, the first twelve the time: ids rise.
  id            text not null,
  -- Made once; the same on every attempt.
  message_id    text not null,
  email         text not null,
  recipient_name text,
  bcc           text[] not null default '{}',
  template      text not null,
  language      text not null,
  subject       text not null,
  body_text     text not null,
  body_html     text not null,
  from_name     text not null,
  reply_to      text,
  -- [{name, type, content_hash, content_id}] of the storage.
  attachments   jsonb not null default '[]',
  document_type text,
  document_id   bigint,
  customer_id   bigint,
  -- Why an automatic mail was written, such as issue:invoice:1017. To one address it is written once for one cause.
  cause         text,
  state         text not null default 'queued' check (state in ('queued', 'sent', 'deferred', 'rejected', 'bounced', 'soft-bounced', 'invalid')),
  reject_reason text,
  attempts_made integer not null default 0,
  -- When it is tried next; while an attempt is under way, when it is given up for lost. Null when nothing is left to do.
  next_attempt_at timestamptz,
  sent_at       timestamptz,
  opens         integer not null default 0,
  -- [{timestamp, ip, user_agent}]
  opens_detail  jsonb not null default '[]',
  -- [{timestamp, address, outcome, said}]
  transcript    jsonb not null default '[]',
  open_key_hash bytea not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade,
  check ((state in ('queued', 'deferred')) = (next_attempt_at is not null))
);
create unique index emails_open_key on emails (company_id, open_key_hash);
create unique index emails_cause on emails (company_id, cause, email) where cause is not null;
create index emails_document on emails (company_id, document_type, document_id, created_at);
create index emails_customer on emails (company_id, customer_id, created_at);
create index emails_due on emails (company_id, next_attempt_at) where next_attempt_at is not null;
create index emails_attention on emails (company_id, created_at) where state in ('rejected', 'bounced', 'soft-bounced', 'invalid');
select netterms.tenant_table('emails');

-- What a company changed about a template, or a template of its own. What it did not change stands in the program.
create table email_templates (
  company_id    bigint not null references companies (id) on delete cascade,
  id            text not null,
  name          text not null,
  type          text not null,
  template_engine text not null check (template_engine in ('mustache', 'twig')),
  -- Only what was chosen.
  options       jsonb not null default '{}',
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id)
);
select netterms.tenant_table('email_templates');

create table email_template_texts (
  company_id    bigint not null references companies (id) on delete cascade,
  template_id   text not null,
  -- Empty: in the company's language, whichever that is.
  language      text not null,
  subject       text not null,
  body          text not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, template_id, language),
  foreign key (company_id, template_id) references email_templates (company_id, id) on delete cascade
);
select netterms.tenant_table('email_template_texts');

create table notes (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  customer_id   bigint,
  invoice_id    bigint,
  user_id       bigint,
  notes         text not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade,
  foreign key (company_id, invoice_id) references invoices (company_id, id) on delete cascade,
  check (num_nonnulls(customer_id, invoice_id) >= 1)
);
create index notes_customer on notes (company_id, customer_id, id) where customer_id is not null;
create index notes_invoice on notes (company_id, invoice_id, id) where invoice_id is not null;
select netterms.tenant_table('notes');
