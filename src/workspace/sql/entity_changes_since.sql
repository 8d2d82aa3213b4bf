-- SPDX-License-Identifier: Apache-2.0
-- One row a change of an entity that arrived after a point of the journal, in the order of arrival.
select _point, list, entity, change, is_create, base_version, trunk_version, branch, "after", "values", areas, sent_by, form, instance
from every.entity_change where _point > $point order by _point, _row
