-- SPDX-License-Identifier: Apache-2.0
-- One row a count of a service: what a visit (the address as written, if there is one) gave to whom.
select place, day, visit, service, species, sex, age_band, residence, cast(people_or_animals as bigint), person_tokens, _state = 'disputed'
from every.service_count where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
