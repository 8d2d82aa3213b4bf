-- SPDX-License-Identifier: Apache-2.0
-- One row a source with incidents in the places ($places: P-codes with commas between): when the first of them was received, and the first of those in the months of the window; every version counts.
select i.source, min(i._received), min(i._received) filter (where strftime(i.first_day, '%Y-%m') between $first and $last), count(*)
from every.incident i join every._incident_place p on p._record = i._record and p._row = i._row
where list_contains(string_split($places, ','), p.adm1) or list_contains(string_split($places, ','), p.adm2) or list_contains(string_split($places, ','), p.adm3)
group by i.source order by i.source
