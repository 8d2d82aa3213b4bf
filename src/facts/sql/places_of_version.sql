-- SPDX-License-Identifier: Apache-2.0
-- One row a place of one boundary version.
select code, version, name, parent, level, latitude, longitude, geometry, valid_from, valid_to from place where version = $version order by code, _hlc
