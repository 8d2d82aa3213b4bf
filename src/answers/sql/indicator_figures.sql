-- SPDX-License-Identifier: Apache-2.0
-- One row a figure that a source publishes about an indicator.
select indicator, kind, "source", meaning, place, first_day, last_day, "value"
from indicator_target order by indicator, first_day nulls first, last_day nulls first, "source", "value", _record, _row limit 100001
