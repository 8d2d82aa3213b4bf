-- SPDX-License-Identifier: Apache-2.0
-- One row a test of a commitment, or a correction that contends with one.
select commitment, day, result, _state, _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0),
       exists (select 1 from flagged_record f where f._record = t._record and f._row = t._row)
from every.commitment_test t where _state in ('current', 'disputed', 'contender') order by day, _record, _row
