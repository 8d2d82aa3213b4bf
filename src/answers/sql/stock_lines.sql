-- SPDX-License-Identifier: Apache-2.0
-- One row a line of a stock card that counts: what was counted, or what came and went; in the order in which they were written down.
select address, day, facility, asset, to_facility, to_asset, item, batch, expiry, kind, quantity, written, disputed
from (
    select _record || ':' || _row as address, day, facility, asset, null as to_facility, null as to_asset, item, batch, expiry, 'count' as kind, cast(quantity as double) as quantity,
           cast(_claimed as date) as written, _state = 'disputed' as disputed, _hlc, _record, _row
    from every.stock_count where _state in ('current', 'disputed')
    union all
    select _record || ':' || _row, day, facility, asset, to_facility, to_asset, item, batch, expiry, kind, cast(quantity as double), cast(_claimed as date), _state = 'disputed', _hlc, _record, _row
    from every.stock_move where _state in ('current', 'disputed')
)
order by written, day, _hlc, _record, _row limit 1000001
