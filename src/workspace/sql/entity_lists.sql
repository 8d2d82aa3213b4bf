-- SPDX-License-Identifier: Apache-2.0
-- One row a list of entities: its newest word.
select name, properties from entity_list qualify row_number() over (partition by name order by _hlc desc) = 1 order by name
