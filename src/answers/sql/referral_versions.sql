-- SPDX-License-Identifier: Apache-2.0
-- One row a later version of a referral: its address, and that of the first version. A step may name either.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.referral where _replaces is null
    union all
    select l.root, r._record, r._row from every.referral r join lineage l on r._replaces = l.record and coalesce(r._replaces_row, 0) = l.line
)
select record || ':' || line, root from lineage where record || ':' || line <> root
