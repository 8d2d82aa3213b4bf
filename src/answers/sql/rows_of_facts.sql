-- SPDX-License-Identifier: Apache-2.0
-- One row: how many rows the tables of records hold, every version counted.
select cast(coalesce(sum(estimated_size), 0) as bigint) from duckdb_tables() where schema_name = 'every' and not starts_with(table_name, '_')
