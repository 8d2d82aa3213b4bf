-- SPDX-License-Identifier: Apache-2.0
-- One row: where the record of this id stands.
select point from record where id = :id;
