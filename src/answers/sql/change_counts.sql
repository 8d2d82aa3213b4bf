-- SPDX-License-Identifier: Apache-2.0
-- One row a source, place and month with incidents that the source knows to the level of the place; $places are P-codes with commas between.
select source, place, month, cast(incidents_placed as bigint) from incident_month
where level = $level and incidents_placed > 0 and list_contains(string_split($places, ','), place)
