-- SPDX-License-Identifier: Apache-2.0
-- One row a health facility of the kinds that may be expected to report: its address, names, place and opening day.
select _record || ':' || _row, code, name, kind, coalesce(place, ''), opened from facility order by code, _record, _row limit 100001
