-- Documents as they were put on paper: each copy is kept and never changes. A document that is edited after it was issued gets
-- a further copy; what was sent before can still be shown.
create table papers (
  company_id    bigint not null references companies (id) on delete cascade,
  document_type text not null,
  document_id   bigint not null,
  -- SHA-256 of what the document said: the same content is the same paper.
  facts_hash    bytea not null,
  -- SHA-256 of the PDF, under which the storage keeps it.
  content_hash  text not null,
  created_at    timestamptz not null,
  primary key (company_id, document_type, document_id, facts_hash)
);
create index papers_content on papers (company_id, content_hash);
select netterms.tenant_table('papers');
