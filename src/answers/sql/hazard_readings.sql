-- SPDX-License-Identifier: Apache-2.0
-- One row a reading or forecast of heat, rain or river that counts.
select place, station, kind, day, issued_on, cast(value as double) from every.hazard_reading where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
