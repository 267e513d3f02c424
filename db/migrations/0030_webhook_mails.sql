-- Whoever administrates a company is told by mail when a webhook is switched off.
alter table system_emails drop constraint system_emails_template_check;
alter table system_emails add constraint system_emails_template_check check (template in
  ('verify', 'already_registered', 'reset', 'password_changed', 'invitation', 'joined', 'webhook_disabled'));
