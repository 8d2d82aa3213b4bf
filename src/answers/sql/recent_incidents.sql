-- SPDX-License-Identifier: Apache-2.0
-- One row an incident of the last days, newest first. Positions, words and actors are not asked for.
select i.first_day, i.kind, i.place, coalesce(i.position_level, 0), p.adm1, p.adm2, p.adm3, i.deaths_best, i.source
from incident i left join incident_place p on p._record = i._record and p._row = i._row
where i.first_day between $first and $as_of
order by i.first_day desc, i._record, i._row limit $rows_max
