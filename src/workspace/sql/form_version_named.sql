-- SPDX-License-Identifier: Apache-2.0
-- One row: this version of this form; the newest word counts.
select form, version, title, xform_hash, media, published_on, is_draft from form_version
where form = $form and coalesce(version, '') = $version order by is_draft, _hlc desc limit 1
