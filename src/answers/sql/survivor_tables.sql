-- SPDX-License-Identifier: Apache-2.0
-- One row a table of survivor counts that left, newest first. What was withheld is sealed and not asked for.
select what, released_on, rule, "to", shown from survivor_count order by released_on desc, _hlc desc, _record
