-- SPDX-License-Identifier: Apache-2.0
-- One row a facility's report that counts: its address, facility, kind of period and first day.
select _record || ':' || _row, facility, period, first_day from every.facility_report where _state in ('current', 'disputed') order by _record, _row
