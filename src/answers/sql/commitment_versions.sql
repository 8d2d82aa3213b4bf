-- SPDX-License-Identifier: Apache-2.0
-- One row a later version of a commitment: its address, and that of the first version. A test may name either.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.commitment where _replaces is null
    union all
    select l.root, c._record, c._row from every.commitment c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select record || ':' || line, root from lineage where record || ':' || line <> root
