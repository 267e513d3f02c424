-- Who saves on the gateway's own page what they pay with comes back to a sign-up that goes on with what they chose.
alter table sign_ups add column draft text;
