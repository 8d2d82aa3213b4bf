-- SPDX-License-Identifier: Apache-2.0
-- One row a sex and age band of a place, of its newest year; the first source of that year counts. Added up over residence where there is no total.
with counted as (
    select place, year, source, sex, age_band,
           coalesce(max(people) filter (where residence in ('all', 'not_collected')), sum(people)) as people
    from population where sex in ('female', 'male') group by all
)
select place, cast(year as bigint), sex, age_band, cast(people as bigint), source from counted
qualify dense_rank() over (partition by place order by year desc, source) = 1
order by place, sex, age_band
