-- SPDX-License-Identifier: Apache-2.0
-- One row: the record at this point.
select point, id, type, place, author, hlc, received, rows, envelope, parts, checksum from record where point = :point;
