-- The older view of payments shows each use of a payment as a record. What was given back of a use is still told there.
alter table payment_applications add column amount_returned bigint;

-- Money may also go back by hand, without a gateway.
alter table refunds alter column charge drop not null;
alter table refunds add column payment_id bigint;
update refunds r set payment_id = c.payment_id from charges c where c.company_id = r.company_id and c.id = r.charge;
alter table refunds alter column payment_id set not null;
alter table refunds add foreign key (company_id, payment_id) references payments (company_id, id);
create index refunds_payment on refunds (company_id, payment_id);

-- What callers of the older view keep with a record.
create table transaction_marks (
  company_id   bigint not null references companies (id) on delete cascade,
  -- The record: a use of a payment, an unapplied payment, a refund.
  id           bigint not null,
  metadata     jsonb not null default '{}',
  sent         boolean not null default false,
  -- Recorded through the older view, and so changed and removed there.
  own          boolean not null default false,
  primary key (company_id, id)
);
select netterms.tenant_table('transaction_marks');
