-- SPDX-License-Identifier: Apache-2.0
-- One row a facility's report that counts, the latest written last; the days and numbers as they stand on it.
select _record || ':' || _row, facility, period, first_day, received_on, cast(open_days as bigint), cast(consultations as bigint), cast(consultations_female as bigint),
       cast(consultations_male as bigint), cast(consultations_under_5 as bigint), cast(deaths as bigint), cast(stock_out_days as bigint), _state = 'disputed', _replaces is not null, place
from facility_report order by _hlc, _record, _row limit 1000001
