-- SPDX-License-Identifier: Apache-2.0
-- One row a stretch of days in which a source says something about an area.
select source, area, kinds, first_day, last_day, release from source_coverage order by source, first_day, last_day, area
