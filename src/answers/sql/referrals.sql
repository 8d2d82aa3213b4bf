-- SPDX-License-Identifier: Apache-2.0
-- One row a referral that counts, under the address of its first version.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.referral where _replaces is null
    union all
    select l.root, r._record, r._row from every.referral r join lineage l on r._replaces = l.record and coalesce(r._replaces_row, 0) = l.line
)
select coalesce(l.root, r._record || ':' || r._row), r.place, r.facility, r.to_facility, r.opened_at, r.reason, r.token, r._state = 'disputed', r._record || ':' || r._row
from every.referral r left join lineage l on l.record = r._record and l.line = r._row
where r._state in ('current', 'disputed')
order by r.opened_at, 1 limit 1000001
