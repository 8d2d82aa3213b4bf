-- SPDX-License-Identifier: Apache-2.0
-- One row a reading of this submission: what was made of it, and who sent it.
select coalesce(r.made, ''), s.sent_by
from submission_reading r join every.submission s on s._record || ':' || s._row = r.submission
where r.form = $form and r.instance = $instance and r.outcome = 'read'
order by r._hlc desc
