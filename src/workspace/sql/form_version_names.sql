-- SPDX-License-Identifier: Apache-2.0
-- One row a version of a form: its name.
select distinct coalesce(version, '') from form_version where form = $form
