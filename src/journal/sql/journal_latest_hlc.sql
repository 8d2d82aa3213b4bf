-- SPDX-License-Identifier: Apache-2.0
-- One row: the latest hybrid time; null without records.
select max(hlc) from record;
