-- SPDX-License-Identifier: Apache-2.0
-- One row a place of the level, source and month with incidents that the source knows to this level.
select source, place, month, cast(incidents_placed as bigint) from incident_month
where level = $level and (cast($source as varchar) is null or source = $source) and incidents_placed > 0
