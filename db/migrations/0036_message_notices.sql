-- Vendors tell what became of a text message after they took it.
alter table text_messages drop constraint text_messages_state_check;
alter table text_messages add constraint text_messages_state_check check (state in ('queued', 'sending', 'sent', 'delivered', 'failed'));
alter table text_messages drop constraint text_messages_check;
alter table text_messages add constraint text_messages_check check ((send_after is null) = (state in ('sent', 'delivered', 'failed')));
