-- SPDX-License-Identifier: Apache-2.0
-- One row a disputed incident, or a correction that contends with it: where and when each says it happened.
select i.source, strftime(i.first_day, '%Y-%m'), coalesce(i.position_level, 0), p.adm1, p.adm2, p.adm3, i._state = 'contender',
       i._record || ':' || i._row, i._replaces || ':' || coalesce(i._replaces_row, 0), coalesce(i.retracted, false), i.kind
from every.incident i left join every._incident_place p on p._record = i._record and p._row = i._row
where i._state = 'contender' or i._state = 'disputed' and not coalesce(i.retracted, false)
order by i._hlc, i._record, i._row
