-- SPDX-License-Identifier: Apache-2.0
-- One row a thing that happened at a place, with the record that says so: its type and address, first and last day, place, two codes and a number.
-- Names of persons, words, teams and organisers are not asked for.
select 'gathering', _record || ':' || _row, day, cast(null as date), place, kind, cast(null as varchar), cast(null as bigint) from gathering
union all select 'commitment', _record || ':' || _row, made_on, null, place, kind, guarantor_role, null from commitment
union all select 'visit', _record || ':' || _row, day, null, place, kind, null, null from visit
union all select 'service_count', min(_record || ':' || _row), day, null, place, service, species, cast(sum(people_or_animals) as bigint)
    from service_count where package_item is not null group by day, place, service, species
union all select 'facility_report', _record || ':' || _row, first_day, null, place, period, null, stock_out_days from facility_report where stock_out_days > 0
union all select 'stock_count', min(_record || ':' || _row), day, null, place, item, null, null from stock_count group by day, place, item having sum(quantity) = 0
union all select 'trust_answer', min(_record || ':' || _row), min(day), max(day), place, null, wave, count(*) from trust_answer group by place, wave
union all select 'peace_sign_reading', min(r._record || ':' || r._row), r.day, null, s.place, null, null, null
    from peace_sign_reading r join every.peace_sign s on s._record = split_part(r.peace_sign, ':', 1) and s._row = coalesce(try_cast(nullif(split_part(r.peace_sign, ':', 2), '') as integer), 0)
    group by r.day, s.place
union all select 'facility_status', _record || ':' || _row, "from", "until", place, state, reason, null from facility_status
union all select 'warning', _record || ':' || _row, issued_on, "until", place, about, level, null from warning
