-- SPDX-License-Identifier: Apache-2.0
-- One row a voice that counts, with its address. The words are not asked for.
select _record || ':' || _row, gathering, day, place, "group", topic, kind from every.voice where _state in ('current', 'disputed') order by _record, _row limit 1000001
