-- Invoices with a discount that expires, for the job that takes it off.
create index invoices_expiring on invoices (company_id, id) where discounts @? '$[*] ? (@.expires > 0)';
