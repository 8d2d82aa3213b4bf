-- SPDX-License-Identifier: Apache-2.0
-- One row a group of a record; its number is point * 32 + position.
create table part (
    number integer primary key,
    group_name text not null,
    state integer not null,
    bytes blob not null
) strict;
