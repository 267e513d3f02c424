-- What every process of one installation must share beside the database: the secret, and the place of the files.
-- One row, written by the first process; the application's role has no business here.
create table netterms.installation (
  only_row boolean primary key default true check (only_row),
  secret_check text not null,
  files_mark text not null
);
