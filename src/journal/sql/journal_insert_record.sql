-- SPDX-License-Identifier: Apache-2.0
-- Add one record; nothing happens when its id is there.
insert into record (id, type, place, author, hlc, received, rows, envelope, parts, checksum)
values (:id, :type, :place, :author, :hlc, :received, :rows, :envelope, :parts, :checksum)
on conflict (id) do nothing;
