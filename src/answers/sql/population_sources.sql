-- SPDX-License-Identifier: Apache-2.0
-- One row a source, a place and a year: the people that the source says live there, all together.
select source, place, cast(year as bigint), cast(people as bigint)
from population where sex = 'all' and age_band in ('all', 'not_collected') and residence in ('all', 'not_collected') order by all
