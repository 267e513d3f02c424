-- Papers that a company designs itself. The parts of the page are templates; what failed last when one was printed is kept
-- until it is changed, so that the company sees why its papers look as ours do.
create table pdf_templates (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  document_type text not null check (document_type in ('invoice', 'estimate', 'receipt', 'statement', 'credit_note')),
  html         text not null,
  css          text not null,
  header_html  text not null,
  header_css   text not null,
  footer_html  text not null,
  footer_css   text not null,
  margin_top   text not null,
  margin_bottom text not null,
  margin_left  text not null,
  margin_right text not null,
  disable_smart_shrinking boolean not null,
  template_engine text not null check (template_engine in ('mustache', 'twig', 'typst')),
  last_error   text,
  last_error_at timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  check ((last_error is null) = (last_error_at is null))
);
create index pdf_templates_updated on pdf_templates (company_id, updated_at, id);
select netterms.tenant_table('pdf_templates');

-- How a company's papers look and what they say.
create table themes (
  company_id   bigint not null references companies (id) on delete cascade,
  id           text not null,
  name         text not null,
  style        text not null check (style in ('classic', 'compact', 'minimal', 'modern', 'simple')),
  -- Papers are printed in this one.
  "default"    boolean not null,
  -- Titles, texts and switches that differ from how they are by default.
  choices      jsonb not null check (jsonb_typeof(choices) = 'object'),
  invoice_template_id bigint,
  estimate_template_id bigint,
  credit_note_template_id bigint,
  receipt_template_id bigint,
  statement_template_id bigint,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, invoice_template_id) references pdf_templates (company_id, id),
  foreign key (company_id, estimate_template_id) references pdf_templates (company_id, id),
  foreign key (company_id, credit_note_template_id) references pdf_templates (company_id, id),
  foreign key (company_id, receipt_template_id) references pdf_templates (company_id, id),
  foreign key (company_id, statement_template_id) references pdf_templates (company_id, id)
);
create unique index themes_default on themes (company_id) where "default";
create index themes_updated on themes (company_id, updated_at, id);
create index themes_invoice_template on themes (company_id, invoice_template_id) where invoice_template_id is not null;
create index themes_estimate_template on themes (company_id, estimate_template_id) where estimate_template_id is not null;
create index themes_credit_note_template on themes (company_id, credit_note_template_id) where credit_note_template_id is not null;
create index themes_receipt_template on themes (company_id, receipt_template_id) where receipt_template_id is not null;
create index themes_statement_template on themes (company_id, statement_template_id) where statement_template_id is not null;
select netterms.tenant_table('themes');
