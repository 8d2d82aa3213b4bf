-- SPDX-License-Identifier: Apache-2.0
-- One row a reading of a sign of peace that counts, by sex, age and residence where the village asked for them; a reading names any version of its sign, and here the first one.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.peace_sign where _replaces is null
    union all
    select l.root, c._record, c._row from every.peace_sign c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select coalesce(l.root, r.peace_sign), r.day, r.asked, r.seen, r._state = 'disputed', r.sex, r.age_band, r.residence
from every.peace_sign_reading r
left join lineage l on l.record || ':' || l.line = case when contains(r.peace_sign, ':') then r.peace_sign else r.peace_sign || ':0' end
where r._state in ('current', 'disputed')
order by r.day, r._record, r._row
