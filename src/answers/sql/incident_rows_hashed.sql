-- SPDX-License-Identifier: Apache-2.0
-- One row an incident of a source that counts, as one line: what an input hash is taken over. Words of accounts and actors are not in it.
select concat_ws('|', source_id, kind, first_day, coalesce(last_day, first_day), date_precision, coalesce(position_level, 0), place, latitude, longitude) as line
from incident where source = $source order by line
