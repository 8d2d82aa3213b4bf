-- SPDX-License-Identifier: Apache-2.0
-- One row: the first point after this one at which a record stands; null if there is none.
select min(point) from record where point > :after;
