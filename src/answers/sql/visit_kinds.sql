-- SPDX-License-Identifier: Apache-2.0
-- One row a visit that counts: its place, its day and its kind.
select place, day, kind from every.visit where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
