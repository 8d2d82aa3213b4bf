-- SPDX-License-Identifier: Apache-2.0
-- One row a place and a value of what it is counted by: people served, or people who came. $by is a column of the type.
select place, label, cast(sum(people) as bigint)
from (
    select place, people_or_animals as people,
           case $by when 'month' then strftime(day, '%Y-%m') when 'service' then service when 'sex' then sex when 'age_band' then age_band else residence end as label
    from service_count where species = 'human' and $type = 'service_count'
    union all
    select g.place, a.people,
           case $by when 'month' then strftime(g.day, '%Y-%m') when 'service' then a."group" when 'sex' then a.sex when 'age_band' then a.age_band else a.residence end
    from attendance a join gathering g on a.gathering = g._record || ':' || g._row where $type = 'attendance'
)
where place is not null group by place, label order by place, label
