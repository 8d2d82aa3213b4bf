-- SPDX-License-Identifier: Apache-2.0
-- One row a source, place and month with incidents of the kinds asked that the source knows to the level of the place; $places are P-codes with commas between, $kinds codes with spaces between, or all.
with located as (
    select i.source, strftime(i.first_day, '%Y-%m') as month, coalesce(i.position_level, 0) as position_level,
           case $level when 1 then p.adm1 when 2 then p.adm2 else p.adm3 end as place
    from incident i join incident_place p on p._record = i._record and p._row = i._row
    where $kinds = 'all' or list_contains(string_split($kinds, ' '), i.kind)
)
select source, place, month, count(*) from located
where position_level >= $level and list_contains(string_split($places, ','), place)
group by source, place, month
