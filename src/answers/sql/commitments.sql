-- SPDX-License-Identifier: Apache-2.0
-- One row a commitment that counts, or a correction that contends with one, under the address of its first version. Guarantor and last day are
-- sealed and not asked for.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.commitment where _replaces is null
    union all
    select l.root, c._record, c._row from every.commitment c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select coalesce(l.root, c._record || ':' || c._row), c.kind, c.guarantor_role, c."to", c.corridor, c.place, c.made_on, c."from", c.what, c._state,
       exists (select 1 from flagged_record f where f._record = c._record and f._row = c._row)
from every.commitment c left join lineage l on l.record = c._record and l.line = c._row
where c._state in ('current', 'disputed', 'contender')
order by c."from" desc, 1, c._hlc, c._record
