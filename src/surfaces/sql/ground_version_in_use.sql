-- SPDX-License-Identifier: Apache-2.0
-- One row: the boundary version that P-codes without one mean; no row where no place is known.
select version from place group by version order by count(geometry) > 0 desc, max(valid_from) desc nulls last, version desc limit 1
