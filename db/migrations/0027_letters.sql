-- Letters that are printed and posted for us. A row is written before the vendor is called; its id is the key under which
-- the vendor prints once.
create table letters (
  company_id   bigint not null references companies (id) on delete cascade,
  id           text not null,
  state        text not null check (state in ('queued', 'sent', 'delivered', 'returned', 'canceled', 'failed')),
  -- The address as it is printed.
  "to"         text not null,
  to_address   jsonb not null,
  from_address jsonb not null,
  description  text not null,
  num_pages    integer not null check (num_pages > 0),
  -- SHA-256 of the PDF, under which the storage keeps it.
  content_hash text not null,
  expected_delivery_date date,
  customer_id  bigint not null,
  document_type text not null,
  document_id  bigint not null,
  -- When it is handed over next; null once the vendor has it, or never will.
  send_after   timestamptz,
  attempts     integer not null,
  reference    text,
  reject_reason text,
  sent_by      bigint,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade
);
create index letters_due on letters (company_id, send_after) where send_after is not null;
create index letters_customer on letters (company_id, customer_id);
create index letters_document on letters (company_id, document_type, document_id);
select netterms.tenant_table('letters');
