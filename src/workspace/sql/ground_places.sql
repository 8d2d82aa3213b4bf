-- SPDX-License-Identifier: Apache-2.0
-- One row a place that exists today: of the newest boundary version with polygons, and every settlement that has no code there; all versions where none has polygons.
with newest as (select version from place where geometry is not null group by version order by max(valid_from) desc nulls last, version desc limit 1)
select code, name, level, parent, kind, latitude, longitude
from place
where (valid_to is null or valid_to >= $today)
  and (not exists (select 1 from newest) or version = (select version from newest) or level = 4)
qualify row_number() over (partition by code order by version = (select version from newest) desc nulls last, _hlc desc) = 1
order by level, code
