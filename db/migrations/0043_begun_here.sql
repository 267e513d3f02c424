-- What is asked when somebody signs up or begins a subscription.
create index sign_ups_ip on sign_ups (company_id, ip, created_at) where ip is not null;
create index invoices_subscription on invoices (company_id, subscription) where subscription is not null;

-- A page that is gone is offered to nobody, whoever named it at that very moment.
update customers c set sign_up_page = null
  where sign_up_page is not null and not exists (select from sign_up_pages p where p.company_id = c.company_id and p.id = c.sign_up_page);
create index customers_sign_up_page on customers (company_id, sign_up_page) where sign_up_page is not null;
alter table customers add foreign key (company_id, sign_up_page) references sign_up_pages (company_id, id) on delete set null (sign_up_page);
