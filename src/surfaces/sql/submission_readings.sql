-- SPDX-License-Identifier: Apache-2.0
-- One row a submission of a form, the newest first, with what was made of it; not read yet where the outcome is empty.
select s.instance, coalesce(s.version, ''), s.sent_by, strftime(s._received, '%Y-%m-%dT%H:%M:%SZ'), coalesce(s.replaces_instance, ''), coalesce(r.outcome, ''),
       coalesce(r.records, 0), coalesce(r.flags, 0), coalesce(r.set_aside, 0), coalesce(r.unchecked, 0), coalesce(r.made, '')
from every.submission s left join submission_reading r on r.submission = s._record || ':' || s._row
where s.form = $form and s._state in ('current', 'disputed')
order by s._point desc, s._row limit $rows_max
