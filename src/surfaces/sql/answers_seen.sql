-- SPDX-License-Identifier: Apache-2.0
-- One row a member who has read an answer; one answer's where its instance is named.
select submission, member, role, strftime(_received, '%Y-%m-%dT%H:%M:%SZ') from submission_seen
where $instance = '' or instance = $instance order by _hlc desc, _row limit $rows_max
