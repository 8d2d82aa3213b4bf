-- SPDX-License-Identifier: Apache-2.0
-- One row an item of a package that counts.
select _record || ':' || _row, package, place, service, species, topic, voice, commitment, planned, due, _state = 'disputed'
from every.package_item where _state in ('current', 'disputed') order by _record, _row limit 1000001
