-- SPDX-License-Identifier: Apache-2.0
-- One row a calm rule that counts.
select name, place, latitude, longitude, radius_km, kinds, ceiling, minimum_days, maximum_gap_days
from calm_rule where made_on <= $as_of order by name, place, _record, _row
