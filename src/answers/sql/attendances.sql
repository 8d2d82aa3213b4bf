-- SPDX-License-Identifier: Apache-2.0
-- One row a group that came to a gathering (the first version of it), by sex and age.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.gathering where _replaces is null
    union all
    select l.root, c._record, c._row from every.gathering c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select coalesce(l.root, a.gathering), a."group", a.sex, a.age_band, a.people, a._state = 'disputed'
from every.attendance a
left join lineage l on l.record || ':' || l.line = case when contains(a.gathering, ':') then a.gathering else a.gathering || ':0' end
where a._state in ('current', 'disputed')
order by a._record, a._row
