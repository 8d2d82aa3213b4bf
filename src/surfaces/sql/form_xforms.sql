-- SPDX-License-Identifier: Apache-2.0
-- One row a version of a form, the newest first.
select xform_hash from form_version where form = $form order by is_draft, _hlc desc
