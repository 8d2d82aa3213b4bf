-- SPDX-License-Identifier: Apache-2.0
-- A row a table or index: how it was made.
select name, coalesce(sql, '') from sqlite_schema order by name;
