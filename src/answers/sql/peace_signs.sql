-- SPDX-License-Identifier: Apache-2.0
-- One row a sign of peace that counts, under the address of its first version, which is what its readings name.
with recursive lineage(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.peace_sign where _replaces is null
    union all
    select l.root, c._record, c._row from every.peace_sign c join lineage l on c._replaces = l.record and coalesce(c._replaces_row, 0) = l.line
)
select coalesce(l.root, s._record || ':' || s._row), s.place, s.chosen_on, s.sign, s.votes_for, s.votes_cast, s.consent_on, s.consent_withdrawn_on, s._state = 'disputed'
from every.peace_sign s left join lineage l on l.record = s._record and l.line = s._row
where s._state in ('current', 'disputed')
order by s.chosen_on, 1
