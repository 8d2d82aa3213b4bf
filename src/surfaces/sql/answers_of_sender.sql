-- SPDX-License-Identifier: Apache-2.0
-- One row an answer of one sender and a member who has read it; nobody has where the role is empty.
select s.instance, strftime(s._received, '%Y-%m-%dT%H:%M:%SZ'), coalesce(g.member, ''), coalesce(g.role, ''), coalesce(strftime(g._received, '%Y-%m-%dT%H:%M:%SZ'), '')
from every.submission s left join submission_seen g on g.submission = s._record || ':' || s._row
where s.sent_by = $member and s._state in ('current', 'disputed')
order by s._point desc, s._row, g._hlc limit $rows_max
