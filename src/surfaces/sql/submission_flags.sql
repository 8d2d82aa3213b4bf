-- SPDX-License-Identifier: Apache-2.0
-- One row a flag of a form's submissions: a rule that is broken, or a value that was set aside. Never a value.
select instance, kind, path, coalesce(rule, ''), coalesce(message, ''), coalesce(type, ''), coalesce(record, '') from submission_flag
where form = $form order by instance, path, kind, rule limit $rows_max
