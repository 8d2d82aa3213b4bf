-- SPDX-License-Identifier: Apache-2.0
-- One row a source, kind, level of the known place, month and position with incidents that count: the areas around it, and how many.
select i.source, i.kind, coalesce(i.position_level, 0), strftime(i.first_day, '%Y-%m'), i.latitude, i.longitude, p.adm1, p.adm2, p.adm3, count(*)
from incident i join incident_place p on p._record = i._record and p._row = i._row
where $sources = '' or list_contains(string_split($sources, ' '), i.source)
group by all order by all
