-- SPDX-License-Identifier: Apache-2.0
-- One row an incident that counts: the areas around its position and those that its source names.
create or replace view incident_place as select * from every._incident_place
