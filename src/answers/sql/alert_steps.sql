-- SPDX-License-Identifier: Apache-2.0
-- One row a step that somebody took about an alert, in the order of days.
select signal, place, step, day, role, note
from every.alert_step where _state in ('current', 'disputed') order by day, _record, _row limit 100001
