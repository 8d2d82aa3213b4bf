-- SPDX-License-Identifier: Apache-2.0
-- One row a submission to a form that arrived after a point of the journal and of which nothing was said to an entity, in the order of arrival.
select s._point, s.version, s.instance, s.replaces_instance, s.sent_by, s.xml
from every.submission s
where s.form = $form and s._point > $point
  and not exists (select 1 from every.entity_change c where c.form = s.form and c.instance = s.instance)
order by s._point, s._row limit $most
