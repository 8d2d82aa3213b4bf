-- SPDX-License-Identifier: Apache-2.0
-- One row a later version of a record that others link to: its address, and that of the version it corrects.
select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.package where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.package_item where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.voice where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.gathering where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.commitment where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.visit where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.facility where _replaces is not null
union all select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every.facility_report where _replaces is not null
