-- SPDX-License-Identifier: Apache-2.0
-- One row a warning that counts, with its address.
select _record || ':' || _row, place, about, level, channel, issued_on, "from", until, households_low, households_high from every.warning where _state in ('current', 'disputed') order by issued_on, _record, _row
