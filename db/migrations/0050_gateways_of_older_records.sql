-- Where a payment was taken outside of us, whoever records it the older way may say by which gateway.
alter table transaction_marks add column gateway text;
