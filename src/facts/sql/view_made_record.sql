-- SPDX-License-Identifier: Apache-2.0
-- One row a record that was made from a submission and a reading of it: a corrected submission has several readings, each with its own records.
create or replace view made_record as
with line as (
    select submission, form, instance, outcome, unnest(string_split(rtrim(made, chr(10)), chr(10))) as words from every.submission_reading
    where _state in ('current', 'disputed') and made is not null and made <> ''
)
select split_part(words, chr(9), 3) as record, split_part(words, chr(9), 2) as type, split_part(words, chr(9), 1) as path, submission, form, instance from line
