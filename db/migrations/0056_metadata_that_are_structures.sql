-- A list or an object is none of the values that a member's view asks for, whatever its JSON says.
create or replace function netterms.is_among(owned_by bigint, fields jsonb, owner bigint, metadata jsonb) returns boolean
  language sql immutable parallel safe
  return coalesce(owner = owned_by, false)
    or (fields is not null and not exists (
      select 1 from jsonb_each(fields) as wanted
      where jsonb_typeof(metadata -> wanted.key) in ('array', 'object') or (wanted.value ? (metadata ->> wanted.key)) is not true));
