-- SPDX-License-Identifier: Apache-2.0
-- One row a version of a form that was published, the oldest first.
select form, coalesce(version, ''), xform_hash from form_version where not is_draft order by _hlc
