-- SPDX-License-Identifier: Apache-2.0
-- One row an answer that was read into records, the newest first; one of them where its instance is named.
select s._record || ':' || s._row, s.form, coalesce(s.version, ''), s.instance, s.sent_by, strftime(s._received, '%Y-%m-%dT%H:%M:%SZ'), r.outcome, coalesce(r.made, '')
from every.submission s join submission_reading r on r.submission = s._record || ':' || s._row
where s._state in ('current', 'disputed') and ($instance = '' or s.instance = $instance)
order by s._point desc, s._row limit $rows_max
