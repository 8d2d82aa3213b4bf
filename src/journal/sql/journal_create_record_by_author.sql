-- SPDX-License-Identifier: Apache-2.0
-- The chain of one author, latest last.
create index record_by_author on record (author, hlc);
