-- SPDX-License-Identifier: Apache-2.0
-- One row a submission of a form, in the order in which they came: what export writes before the answers, then the answers.
select instance, strftime(_received, '%Y-%m-%dT%H:%M:%S.%gZ'), sent_by, coalesce(version, ''), coalesce(replaces_instance, ''), xml from submission where form = $form
