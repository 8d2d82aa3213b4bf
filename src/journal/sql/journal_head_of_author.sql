-- SPDX-License-Identifier: Apache-2.0
-- One row: the id of the author's latest record by hybrid clock.
select id from record where author = :author order by hlc desc, point desc limit 1;
