-- SPDX-License-Identifier: Apache-2.0
-- One row a record, in the order in which they arrived here (docs/formats/journal.md).
create table record (
    point integer primary key,
    id blob not null unique,
    type text not null,
    place text not null,
    author blob not null,
    hlc integer not null,
    received integer not null,
    rows integer not null,
    envelope blob not null,
    parts integer not null,
    checksum integer not null
) strict;
