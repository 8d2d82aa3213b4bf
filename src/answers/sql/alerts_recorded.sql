-- SPDX-License-Identifier: Apache-2.0
-- One row an alert that was recorded, the earliest first.
select signal, about, place, first_day, level, rule, value, bound, raised_on
from every.alert where _state in ('current', 'disputed') order by first_day, signal, level, raised_on, _record limit 100001
