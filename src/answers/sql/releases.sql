-- SPDX-License-Identifier: Apache-2.0
-- One row a table of people that left, the oldest first.
select what, released_on, shown, withheld from release where starts_with(what, $what) order by _hlc, _record, _row
