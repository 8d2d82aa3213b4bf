-- SPDX-License-Identifier: Apache-2.0
-- A row a group of the record at one point, in the order in which they were given.
select group_name, state, bytes from part where number >= :point * 32 and number < (:point + 1) * 32 order by number;
