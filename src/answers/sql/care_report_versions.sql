-- SPDX-License-Identifier: Apache-2.0
-- One row a version of any report, as written, oldest first: its state says whether it counts.
select _record || ':' || _row, facility, period, first_day, received_on, cast(open_days as bigint), cast(consultations as bigint), cast(consultations_female as bigint),
       cast(consultations_male as bigint), cast(consultations_under_5 as bigint), cast(deaths as bigint), cast(stock_out_days as bigint), _state,
       case when _replaces is null then '' else _replaces || ':' || coalesce(_replaces_row, 0) end, _claimed, remarks
from every.facility_report where period = $period and first_day = $first_day order by _hlc, _record, _row limit 100001
