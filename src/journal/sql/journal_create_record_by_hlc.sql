-- SPDX-License-Identifier: Apache-2.0
-- The latest hybrid time of all.
create index record_by_hlc on record (hlc);
