-- SPDX-License-Identifier: Apache-2.0
-- One row a test of a commitment, or a correction that contends with one.
select commitment, day, result, _state, _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0)
from every.commitment_test where _state in ('current', 'disputed', 'contender') order by day, _record, _row
