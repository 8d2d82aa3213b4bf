-- SPDX-License-Identifier: Apache-2.0
-- One row a table of survivor counts that left: its address.
select _record, _row from survivor_count
