-- SPDX-License-Identifier: Apache-2.0
-- One row a measuring of a child that counts.
select token, facility, place, day, occasion, sex, age_months, weight_kg, length_cm, position, arm_cm, oedema, exit, rations, _state = 'disputed',
       exists (select 1 from flagged_record f where f._record = m._record and f._row = m._row)
from every.child_measure m where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
