-- A charge may come before what it pays for: the subscription is made when the charge is not refused.
-- {draft, fee, problem}: what the subscription will be, the part that is a fee, and why it could not be made after all.
alter table charges add column begins jsonb;
-- The attempt that made a subscription; the same attempt again is the same subscription.
alter table subscriptions add column begun_by text;
create unique index subscriptions_begun_by on subscriptions (company_id, begun_by);
