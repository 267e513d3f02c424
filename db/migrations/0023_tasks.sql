-- What the team has to do about a customer or an invoice.
create table tasks (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  action       text not null check (action in ('phone', 'letter', 'email', 'review')),
  customer_id  bigint,
  invoice_id   bigint,
  user_id      bigint,
  due_at       timestamptz not null,
  complete     boolean not null default false,
  completed_at timestamptz,
  completed_by_user_id bigint,
  chase_step_id bigint,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customers (company_id, id) on delete cascade,
  foreign key (company_id, invoice_id) references invoices (company_id, id) on delete cascade,
  check (complete = (completed_at is not null))
);
create index tasks_customer on tasks (company_id, customer_id, id) where customer_id is not null;
create index tasks_invoice on tasks (company_id, invoice_id) where invoice_id is not null;
create index tasks_open on tasks (company_id, due_at, id) where not complete;
create index tasks_assignee on tasks (company_id, user_id, due_at) where user_id is not null;
create index tasks_updated on tasks (company_id, updated_at);
select netterms.tenant_table('tasks');
