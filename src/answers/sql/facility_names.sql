-- SPDX-License-Identifier: Apache-2.0
-- One row a version of a facility: the address that links name, and its name.
select _record || ':' || _row, name from every.facility where name is not null
