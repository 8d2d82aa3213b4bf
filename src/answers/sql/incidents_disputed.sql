-- SPDX-License-Identifier: Apache-2.0
-- One row: disputed incidents that count, known to the level or better.
select count(*) from incident where _state = 'disputed' and coalesce(position_level, 0) >= $level and (cast($source as varchar) is null or source = $source)
  and first_day >= $first and first_day < $end
