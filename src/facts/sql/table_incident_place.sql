-- SPDX-License-Identifier: Apache-2.0
-- One row a version of an incident: P-codes of the areas around its position, and of the areas that its source names (null: none, or several of that name).
create table every._incident_place (_record VARCHAR, _row INTEGER, boundary VARCHAR, adm1 VARCHAR, adm2 VARCHAR, adm3 VARCHAR, named_adm1 VARCHAR, named_adm2 VARCHAR, named_adm3 VARCHAR)
