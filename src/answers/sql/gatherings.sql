-- SPDX-License-Identifier: Apache-2.0
-- One row a gathering that counts, under its own address and that of its first version.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.gathering where _replaces is null
    union all
    select l.root, c._record, c._row from every.gathering c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select coalesce(l.root, g._record || ':' || g._row), g.place, g.day
from every.gathering g left join lineage l on l.record = g._record and l.line = g._row
where g._state in ('current', 'disputed')
order by g.day, 1
