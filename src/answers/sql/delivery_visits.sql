-- SPDX-License-Identifier: Apache-2.0
-- One row a visit that counts: its address and the facility that the team came from.
select _record || ':' || _row, facility from every.visit where _state in ('current', 'disputed') and facility is not null order by _record, _row
