-- SPDX-License-Identifier: Apache-2.0
-- One row: how many submissions of a form there are.
select count(*) from submission where form = $form
