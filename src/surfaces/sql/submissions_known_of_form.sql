-- SPDX-License-Identifier: Apache-2.0
-- One row a submission of a form.
select instance, xml_hash from submission where form = $form
