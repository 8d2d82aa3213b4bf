-- SPDX-License-Identifier: Apache-2.0
-- One row: how many groups too few or too many there are.
select abs((select coalesce(sum(parts), 0) from record) - (select count(*) from part));
