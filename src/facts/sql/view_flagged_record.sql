-- SPDX-License-Identifier: Apache-2.0
-- One row a made record in which some rule of its form is broken: its address, as _record and _row of its type's table, and how many flags.
-- What a correction has settled is flagged no more.
create or replace view flagged_record as
select f.record as _record, cast(0 as integer) as _row, f.type, count(*) as flags from every.submission_flag f
where f._state in ('current', 'disputed') and f.record is not null
  and not exists (select 1 from every.submission_reading r where r.form = f.form and r.replaces_instance = f.instance and r.outcome = 'read')
group by f.record, f.type
