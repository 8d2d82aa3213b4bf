-- SPDX-License-Identifier: Apache-2.0
-- One row a place with its people: of the newest year, all together if the source says so, else added up over sexes, else over age bands.
with counted as (
    select place, year, source,
           max(people) filter (where sex in ('all', 'not_collected') and age_band in ('all', 'not_collected')) as whole,
           sum(people) filter (where sex not in ('all', 'not_collected') and age_band in ('all', 'not_collected')) as by_sex,
           sum(people) filter (where sex not in ('all', 'not_collected') and age_band not in ('all', 'not_collected')) as by_both,
           sum(people) filter (where sex in ('all', 'not_collected') and age_band not in ('all', 'not_collected')) as by_band
    from population where residence in ('all', 'not_collected') group by place, year, source
)
select place, cast(year as bigint), cast(coalesce(whole, by_sex, by_both, by_band) as bigint) from counted
where coalesce(whole, by_sex, by_both, by_band) is not null
qualify row_number() over (partition by place order by year desc, source) = 1
