-- A charge knows the numbers of its splits before its money is there; charges under way from before get them now.
update charges c set applied_to = n.applied_to
from (
  select u.company_id, u.id, jsonb_agg(s.split || jsonb_build_object('id', nextval('record_ids')) order by s.at) as applied_to
  from charges u cross join lateral jsonb_array_elements(u.applied_to) with ordinality as s (split, at)
  where u.status in ('intended', 'unknown', 'pending') group by u.company_id, u.id
) n
where c.company_id = n.company_id and c.id = n.id;
