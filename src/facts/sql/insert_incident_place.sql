-- SPDX-License-Identifier: Apache-2.0
-- The areas of every incident that arrived after a point of the journal.
insert into every._incident_place
select _record, _row, $boundary,
       place_at(latitude, longitude, 1), place_at(latitude, longitude, 2), place_at(latitude, longitude, 3),
       place_named(adm_1, 1), place_named(adm_2, 2), place_named(adm_3, 3)
from every.incident where _point > cast($point as ubigint)
