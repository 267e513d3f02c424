-- Another form of a customer who may sign up once is the same sign-up; and of one sign-up one try is at work at a time.
alter table sign_ups add column other_keys text[] not null default '{}';
alter table sign_ups alter column other_keys drop default;
-- Until when the last try may be at work, should it not say that it has ended.
alter table sign_ups add column trying_until timestamptz;
