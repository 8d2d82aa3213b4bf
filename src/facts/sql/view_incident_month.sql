-- SPDX-License-Identifier: Apache-2.0
-- One row a place, level, month of the start and source. incidents: every event at its given position; incidents_placed: only those whose
-- source knows the place to that level (measures use this one); deaths are those of `incidents`.
create or replace view incident_month as
with located as (
    select i.source, strftime(i.first_day, '%Y-%m') as month, coalesce(i.position_level, 0) as position_level,
           i.deaths_low, i.deaths_best, i.deaths_high, p.adm1, p.adm2, p.adm3
    from incident i join incident_place p on p._record = i._record and p._row = i._row
), leveled as (
    select adm1 as place, 1 as level, * exclude (adm1, adm2, adm3) from located where adm1 is not null
    union all
    select adm2 as place, 2 as level, * exclude (adm1, adm2, adm3) from located where adm2 is not null
    union all
    select adm3 as place, 3 as level, * exclude (adm1, adm2, adm3) from located where adm3 is not null
)
select place, level, month, source, count(*) as incidents, count(*) filter (where position_level >= level) as incidents_placed,
       cast(sum(deaths_low) as bigint) as deaths_low, cast(sum(deaths_best) as bigint) as deaths_best, cast(sum(deaths_high) as bigint) as deaths_high
from leveled group by place, level, month, source
