-- SPDX-License-Identifier: Apache-2.0
-- One row a voice that counts. The words are not asked for.
select place, day, "group", topic, kind, _state = 'disputed' from every.voice where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
