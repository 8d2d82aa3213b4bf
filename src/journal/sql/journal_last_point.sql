-- SPDX-License-Identifier: Apache-2.0
-- One row: the point of the record that came last; null if there is none.
select max(point) from record;
