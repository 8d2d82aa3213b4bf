-- SPDX-License-Identifier: Apache-2.0
-- One row a flag of answers, one answer's where its instance is named. Never a value.
select submission, kind, path, coalesce(rule, ''), coalesce(message, ''), coalesce(record, '') from submission_flag
where $instance = '' or instance = $instance order by _hlc desc, _row limit $rows_max
