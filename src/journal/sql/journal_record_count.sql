-- SPDX-License-Identifier: Apache-2.0
-- One row: how many records.
select count(*) from record;
