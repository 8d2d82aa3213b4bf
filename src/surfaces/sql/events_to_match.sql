-- SPDX-License-Identifier: Apache-2.0
-- One row an incident that counts, with what a comparison between sources needs.
select source, source_id, kind, location, adm_2, first_day, last_day, latitude, longitude, position_level, deaths_best, _record, _row
from incident where first_day >= $first and first_day <= $last order by first_day, source, source_id
