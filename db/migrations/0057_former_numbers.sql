-- The numbers that issued documents had before somebody changed them: taken, in nobody's hand, and never given again by a series.
create table former_numbers (
  company_id bigint not null references companies (id) on delete cascade,
  series text not null,
  document_id bigint not null,
  number text not null,
  changed_at timestamptz not null,
  primary key (company_id, series, document_id, number)
);
create index former_numbers_number on former_numbers (company_id, series, lower(number));
select netterms.tenant_table('former_numbers');
