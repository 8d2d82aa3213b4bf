-- SPDX-License-Identifier: Apache-2.0
-- One row a gathering that counts, with its address. Who organised it is not asked for.
select _record || ':' || _row, kind, name, day, place from every.gathering where _state in ('current', 'disputed') order by _record, _row
