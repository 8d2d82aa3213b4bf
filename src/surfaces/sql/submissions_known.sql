-- SPDX-License-Identifier: Apache-2.0
-- One row a submission.
select form, instance, xml_hash from submission
