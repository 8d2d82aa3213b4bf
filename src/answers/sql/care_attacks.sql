-- SPDX-License-Identifier: Apache-2.0
-- One row an attack on health care; the last four are the team's.
select _record || ':' || _row, day, certainty, kind, coalesce(facility_kind, ''), coalesce(personnel, false), coalesce(patients, false), coalesce(building, false),
       coalesce(transport, false), coalesce(supplies, false), cast(deaths as bigint), cast(injured as bigint), cast(removed as bigint), _state = 'disputed',
       coalesce(facility, ''), coalesce(exact_place, ''), coalesce(consequence, ''), coalesce(narrative, '')
from health_care_attack order by day, _record, _row limit 100001
