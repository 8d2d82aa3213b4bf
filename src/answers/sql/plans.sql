-- SPDX-License-Identifier: Apache-2.0
-- One row a version of an evaluation plan, the oldest first: its address, what it replaces, by whom, when, its state, and its fields as text.
select _record || ':' || _row as _address, coalesce(_replaces || ':' || coalesce(_replaces_row, 0), '') as _replaced, _author, _received, _claimed, _state,
       columns('^[^_].*')::varchar
from every.evaluation_plan order by _hlc, _record, _row
