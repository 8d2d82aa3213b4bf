-- SPDX-License-Identifier: Apache-2.0
-- One row a later version of a facility or of a report: its address, and that of the version it corrects.
select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.facility where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.facility_report where _replaces is not null
