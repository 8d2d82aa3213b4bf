-- SPDX-License-Identifier: Apache-2.0
-- One row a version of an incident that counts or contends, begun by a day (or in its year), inside a box or an area, or placed by a code alone.
select i.source, i.kind, i.place, i.first_day, coalesce(i.last_day, i.first_day), i.date_precision, coalesce(i.position_level, 0), i.latitude, i.longitude,
       i._state, i._record || ':' || i._row, i._replaces || ':' || coalesce(i._replaces_row, 0), coalesce(i.retracted, false),
       exists (select 1 from flagged_record f where f._record = i._record and f._row = i._row)
from every.incident i left join every._incident_place p on p._record = i._record and p._row = i._row
where (i._state in ('current', 'disputed') and not coalesce(i.retracted, false) or i._state = 'contender')
  and i.first_day <= $as_of
  and (i.latitude between $south and $north and i.longitude between $west and $east
       or (i.latitude is null or i.longitude is null) and i.place is not null
       or cast($area as varchar) in (p.adm1, p.adm2, p.adm3))
order by i.first_day, i._record, i._row
limit $rows_max
