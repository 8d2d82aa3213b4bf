-- SPDX-License-Identifier: Apache-2.0
-- Add one group of a record that has just been added.
insert into part (number, group_name, state, bytes) values (:number, :group_name, :state, :bytes);
