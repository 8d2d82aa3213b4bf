-- SPDX-License-Identifier: Apache-2.0
-- One row a place, level, month of the start and source, by the area that the source names, whatever the position says.
create or replace view incident_month_named as
with located as (
    select i.source, strftime(i.first_day, '%Y-%m') as month, i.deaths_low, i.deaths_best, i.deaths_high, p.named_adm1, p.named_adm2, p.named_adm3
    from incident i join incident_place p on p._record = i._record and p._row = i._row
), leveled as (
    select named_adm1 as place, 1 as level, source, month, deaths_low, deaths_best, deaths_high from located where named_adm1 is not null
    union all
    select named_adm2 as place, 2 as level, source, month, deaths_low, deaths_best, deaths_high from located where named_adm2 is not null
    union all
    select named_adm3 as place, 3 as level, source, month, deaths_low, deaths_best, deaths_high from located where named_adm3 is not null
)
select place, level, month, source, count(*) as incidents,
       cast(sum(deaths_low) as bigint) as deaths_low, cast(sum(deaths_best) as bigint) as deaths_best, cast(sum(deaths_high) as bigint) as deaths_high
from leveled group by place, level, month, source
