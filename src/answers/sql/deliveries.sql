-- SPDX-License-Identifier: Apache-2.0
-- One row a count of a service that counts, with its address and what it links to.
select _record || ':' || _row, package_item, visit, report, place, day, service, species, sex, age_band, residence, cast(people_or_animals as bigint), _state = 'disputed', person_tokens,
       exists (select 1 from flagged_record f where f._record = s._record and f._row = s._row)
from every.service_count s where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
