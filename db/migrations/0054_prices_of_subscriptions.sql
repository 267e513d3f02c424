-- The day from which the price of a subscription holds since it was last changed in the middle of a period.
alter table subscriptions add column price_since date;
