-- SPDX-License-Identifier: Apache-2.0
-- One row an incident that counts: where its source knows it to be. Actors and words are not asked for.
select i._record || ':' || i._row, i.first_day, i.last_day, i.kind, i.source, coalesce(i.position_level, 0), i.latitude, i.longitude, p.adm1, p.adm2, p.adm3
from incident i left join incident_place p on p._record = i._record and p._row = i._row
order by i.first_day, i._record, i._row limit 1000001
