-- SPDX-License-Identifier: Apache-2.0
-- One row: the newest boundary version that has polygons; no row where no polygon is known.
select version from place where geometry is not null group by version order by max(valid_from) desc nulls last, version desc limit 1
