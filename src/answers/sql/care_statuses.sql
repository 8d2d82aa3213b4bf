-- SPDX-License-Identifier: Apache-2.0
-- One row a state of a facility: what it could do, why, and from when until when (empty: it lasts).
select facility, state, coalesce(reason, ''), "from", until from facility_status order by "from", _record, _row limit 1000001
