-- Cards and accounts that somebody tries to save by a link, until they are saved: what is left of an hour is what was declined,
-- or is under way. Nobody tries stolen cards out that way.
create table source_attempts (
  company_id   bigint not null references companies (id) on delete cascade,
  idempotency_key text not null,
  customer     bigint not null,
  ip           text,
  created_at   timestamptz not null,
  primary key (company_id, idempotency_key),
  foreign key (company_id, customer) references customers (company_id, id) on delete cascade
);
create index source_attempts_customer on source_attempts (company_id, customer, created_at);
create index source_attempts_ip on source_attempts (company_id, ip, created_at) where ip is not null;
create index source_attempts_created on source_attempts (company_id, created_at);
select netterms.tenant_table('source_attempts');
