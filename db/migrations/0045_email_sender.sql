-- The member who had a mail sent; none for what programs send and what goes by itself.
alter table emails add sent_by bigint;
