-- SPDX-License-Identifier: Apache-2.0
-- One row a mental health visit that counts.
select _record || ':' || _row, token, place, day, kind, condition, medicine, medicine_days, next_visit, _state = 'disputed'
from every.mental_health_visit where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
