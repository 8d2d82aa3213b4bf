-- SPDX-License-Identifier: Apache-2.0
-- One row a version of a facility or vehicle: its address, that of the first version, and what it is called and where it is now.
with recursive facilities(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.facility where _replaces is null
    union all
    select l.root, f._record, f._row from every.facility f join facilities l on f._replaces = l.record and coalesce(f._replaces_row, 0) = l.line
),
assets(root, record, line) as (
    select _record || ':' || _row, _record, _row from every.asset where _replaces is null
    union all
    select l.root, a._record, a._row from every.asset a join assets l on a._replaces = l.record and coalesce(a._replaces_row, 0) = l.line
),
facility_now as (
    select l.root, f.name, f.kind, f.place from facilities l join every.facility f on f._record = l.record and f._row = l.line where f._state in ('current', 'disputed')
),
asset_now as (
    select l.root, a.code, a.kind, a.place from assets l join every.asset a on a._record = l.record and a._row = l.line where a._state in ('current', 'disputed')
)
select l.record || ':' || l.line, l.root, 'facility', n.name, n.kind, n.place from facilities l join facility_now n on n.root = l.root
union all
select l.record || ':' || l.line, l.root, 'asset', n.code, n.kind, n.place from assets l join asset_now n on n.root = l.root
order by 2, 1
