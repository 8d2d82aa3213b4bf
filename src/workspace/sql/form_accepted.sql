-- SPDX-License-Identifier: Apache-2.0
-- One row: an officer has accepted that the server sees this form's sealed answers.
select accepted_on from form_acceptance where form = $form limit 1
