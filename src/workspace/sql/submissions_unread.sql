-- SPDX-License-Identifier: Apache-2.0
-- One row a submission of which nothing was made yet, in the order in which they came.
select s._record || ':' || s._row, s.form, coalesce(s.version, ''), s.instance, coalesce(s.replaces_instance, ''), s.sent_by, s.xml,
       cast(s._point as bigint)
from every.submission s
where s._state in ('current', 'disputed') and s._point > $after
  and not exists (select 1 from every.submission_reading r where r._point > $after and r.submission = s._record || ':' || s._row)
order by s._point, s._row limit $rows_max
