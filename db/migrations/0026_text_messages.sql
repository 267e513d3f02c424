-- Text messages to the telephones of customers. A row is written before the vendor is called.
create table text_messages (
  company_id   bigint not null references companies (id) on delete cascade,
  id           text not null,
  -- International form.
  "to"         text not null,
  name         text,
  state        text not null check (state in ('queued', 'sending', 'sent', 'failed')),
  message      text not null,
  customer_id  bigint not null,
  document_type text not null,
  document_id  bigint not null,
  -- The day on which it is sent, in the company's zone.
  day          date not null,
  -- When it is tried next, while it is neither sent nor failed.
  send_after   timestamptz,
  attempts     integer not null,
  -- The vendor's own id.
  reference    text,
  reject_reason text,
  sent_by      bigint,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade,
  check ((send_after is null) = (state in ('sent', 'failed')))
);
-- About one document a telephone gets one message a day.
create unique index text_messages_once on text_messages (company_id, "to", document_type, document_id, day) where state <> 'failed';
create index text_messages_due on text_messages (company_id, send_after) where send_after is not null;
create index text_messages_customer on text_messages (company_id, customer_id);
create index text_messages_document on text_messages (company_id, document_type, document_id);
select netterms.tenant_table('text_messages');
