-- SPDX-License-Identifier: Apache-2.0
-- One row: the answers of one submission, as they were sent.
select xml from submission where form = $form and instance = $instance limit 1
