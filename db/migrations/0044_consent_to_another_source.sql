-- Another card or account that AutoPay will charge has its own agreement. Who says so: the customer, by the portal, or the
-- company, which was given it elsewhere.
alter table autopay_consents add column stated_by text not null default 'customer' check (stated_by in ('customer', 'company'));
alter table autopay_consents alter column stated_by drop default;

-- What was agreed to before the payer left for the gateway's page; null where nothing was asked.
alter table checkouts add column consent jsonb;
