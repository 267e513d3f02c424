-- Double-entry books. Entries are only ever added: the app role may neither change nor remove them.
create table ledger_entries (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  date         date not null,
  currency     text not null,
  reason       text not null,
  source_type  text not null,
  source_id    bigint not null,
  -- The entry that this one undoes.
  reverses_id  bigint,
  created_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, reverses_id) references ledger_entries (company_id, id)
);
create index ledger_entries_source on ledger_entries (company_id, source_type, source_id);
create index ledger_entries_date on ledger_entries (company_id, date);
create unique index ledger_entries_reverses on ledger_entries (company_id, reverses_id) where reverses_id is not null;
select netterms.tenant_table('ledger_entries');

create table ledger_postings (
  company_id    bigint not null references companies (id) on delete cascade,
  entry_id      bigint not null,
  position      smallint not null,
  account       text not null,
  -- Minor units of the entry's currency; debits are positive, credits negative.
  amount        bigint not null check (amount <> 0),
  currency      text not null,
  customer_id   bigint,
  document_type text,
  document_id   bigint,
  primary key (company_id, entry_id, position),
  foreign key (company_id, entry_id) references ledger_entries (company_id, id)
);
create index ledger_postings_account on ledger_postings (company_id, account, currency);
create index ledger_postings_customer on ledger_postings (company_id, customer_id, account) where customer_id is not null;
create index ledger_postings_document on ledger_postings (company_id, document_type, document_id) where document_id is not null;
select netterms.tenant_table('ledger_postings');

revoke update, delete, truncate on ledger_entries, ledger_postings from netterms_app;

-- Nothing may be posted on or before the day up to which the books are closed.
create table ledger_periods (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  closed_until date not null,
  closed_at    timestamptz not null,
  closed_by    bigint,
  primary key (company_id, id)
);
create index ledger_periods_until on ledger_periods (company_id, closed_until desc);
select netterms.tenant_table('ledger_periods');

-- A closed period refuses entries whoever writes them; NT001 is answered as a refusal that names the day.
create function netterms.refuse_closed_period() returns trigger
  language plpgsql
as $$
declare
  closed date;
begin
  select max(closed_until) into closed from ledger_periods where company_id = new.company_id;
  if new.date <= closed then
    raise exception 'The books are closed until %; choose a later date.', closed using errcode = 'NT001';
  end if;
  return new;
end
$$;
create trigger ledger_entries_open_period before insert on ledger_entries
  for each row execute function netterms.refuse_closed_period();
