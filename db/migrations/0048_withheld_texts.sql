-- A text that was kept back, as nothing was owed any more, was canceled: nothing failed, and the telephone may get another one.
alter table text_messages drop constraint text_messages_state_check;
alter table text_messages add check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'canceled'));
alter table text_messages drop constraint text_messages_check;
alter table text_messages add constraint text_messages_check check ((send_after is null) = (state in ('sent', 'delivered', 'failed', 'canceled')));
drop index text_messages_once;
create unique index text_messages_once on text_messages (company_id, "to", document_type, document_id, day)
  where state <> 'failed' and state <> 'canceled';
