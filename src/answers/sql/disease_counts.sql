-- SPDX-License-Identifier: Apache-2.0
-- One row a reporter, a disease, a species and a week (its Monday), with what was known on $known_on: all ages together if the reporter says so, else its bands added up.
with known as (
    select place, coalesce(facility, '') as reporter, disease, species, cast(date_trunc('week', first_day) as date) as monday, received_on, cases, confirmed,
           age_band in ('all', 'not_collected') as whole
    from every.disease_count
    where _state in ('current', 'disputed') and first_day >= $first and first_day <= $last and (received_on is null or received_on <= $known_on)
)
select place, reporter, disease, species, monday,
       cast(coalesce(max(cases) filter (whole), sum(cases) filter (not whole)) as bigint),
       cast(coalesce(max(confirmed) filter (whole), sum(confirmed) filter (not whole)) as bigint), max(received_on)
from known group by all order by place, disease, species, reporter, monday limit 4000001
