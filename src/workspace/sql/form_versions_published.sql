-- SPDX-License-Identifier: Apache-2.0
-- One row a form: its newest version that is no draft, by title.
select form, version, title, xform_hash, media, published_on, is_draft from form_version
where not is_draft qualify row_number() over (partition by form order by _hlc desc) = 1 order by title, form
