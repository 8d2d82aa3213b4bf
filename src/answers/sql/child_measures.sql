-- SPDX-License-Identifier: Apache-2.0
-- One row a measuring of a child that counts.
select token, facility, place, day, occasion, sex, age_months, weight_kg, length_cm, position, arm_cm, oedema, exit, rations, _state = 'disputed'
from every.child_measure where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
