-- SPDX-License-Identifier: Apache-2.0
-- One row a file of a submission.
select form, instance, name, hash from attachment
