-- SPDX-License-Identifier: Apache-2.0
-- A row a record after one point and up to another, in order; empty or null parameters mean all.
select point, id, type, place, author, hlc, received, rows, envelope, parts, checksum
from record
where point > :after and point <= :last
  and (:type = '' or type = :type)
  and (:place = '' or substr(place, 1, length(:place)) = :place)
  and (:author is null or author = :author)
order by point limit :count;
