-- Who is told of what by mail, and who was.
create table notifications (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  event        text not null,
  enabled      boolean not null,
  medium       text not null check (medium = 'email'),
  -- A member's user; null for everybody who works for the company.
  user_id      bigint,
  match_mode   text not null check (match_mode in ('any', 'all')),
  conditions   text not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index notifications_event on notifications (company_id, event) where enabled;
select netterms.tenant_table('notifications');

-- A person is told of an event once.
create table told_notifications (
  company_id      bigint not null references companies (id) on delete cascade,
  event_id        bigint not null,
  user_id         bigint not null,
  notification_id bigint not null,
  created_at      timestamptz not null,
  primary key (company_id, event_id, user_id),
  foreign key (company_id, event_id) references events (company_id, id) on delete cascade
);
select netterms.tenant_table('told_notifications');

alter table system_emails drop constraint system_emails_template_check;
alter table system_emails add constraint system_emails_template_check check (template in
  ('verify', 'already_registered', 'reset', 'password_changed', 'invitation', 'joined', 'webhook_disabled', 'notification'));
