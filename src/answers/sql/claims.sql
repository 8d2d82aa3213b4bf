-- SPDX-License-Identifier: Apache-2.0
-- One row a claim that counts, by name.
select _record || ':' || _row, name, sentence, said_by, places, first_day, last_day, window_months, "window", area, baseline, source, uniqueness, reply,
       plan, verdict, missing, reasons, figures, recipe, inputs, checked_on, curve
from claim order by name, _hlc, _record, _row
