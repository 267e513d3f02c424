-- Agreements to pay an invoice in installments. What was agreed stands on the invoice, because its status and what is due
-- follow from it; what is still open of each installment is told from the invoice's balance.
create table payment_plans (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  invoice      bigint not null,
  autopay      boolean not null,
  require_approval boolean not null,
  -- {id, timestamp, ip, user_agent}: that the customer agreed.
  approval     jsonb,
  canceled_at  timestamptz,
  -- The installments as they were when the plan ended; while it lives they are on the invoice.
  installments jsonb,
  -- What the invoice owed when the plan was last told of.
  told_balance bigint not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, invoice) references invoices (company_id, id) on delete cascade,
  check ((canceled_at is null) = (installments is null))
);
create unique index payment_plans_invoice on payment_plans (company_id, invoice) where canceled_at is null;
create index payment_plans_of_invoice on payment_plans (company_id, invoice, id);
select netterms.tenant_table('payment_plans');

-- {waiting, installments: [{id, date, amount, opening}]} in minor units; null without a plan.
alter table invoices add column plan_schedule jsonb;
alter table invoices add foreign key (company_id, payment_plan) references payment_plans (company_id, id) deferrable initially deferred;
create index invoices_payment_plan on invoices (company_id, payment_plan) where payment_plan is not null;
