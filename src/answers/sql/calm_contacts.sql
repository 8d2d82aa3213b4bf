-- SPDX-License-Identifier: Apache-2.0
-- One row a contact with a reporter until a day. The reporter's name is sealed and not asked for.
select place, radius_km, kinds, contact_day, watched_from from reporter_watch where contact_day <= $as_of
