-- SPDX-License-Identifier: Apache-2.0
-- One row a correction of this submission that was read before it: who sent it.
select s.sent_by
from submission_reading r join every.submission s on s._record || ':' || s._row = r.submission
where r.form = $form and r.replaces_instance = $instance and r.outcome = 'read'
