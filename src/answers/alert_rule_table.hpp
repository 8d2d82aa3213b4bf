// SPDX-License-Identifier: Apache-2.0
// src/answers/alert_rule_table.hpp: the dated alert rules of a pack, read from its rules/alerts.csv.
#pragma once

#include "answers/method.hpp"
#include "measures/alert_rules.hpp"

namespace accalmie {

/// in      the text of a rules/alerts.csv: a header, then one rule a line; cells may be quoted; at most 1,000 rules
/// errors  invalid  a cell that is not what its column holds ("rules/alerts.csv: line 3: threshold"), an id twice, a rule without a source     missing
///         a column is not there     limit
Result<std::vector<AlertRule>> read_alert_rules(std::string_view text);

/// Those of the base pack, which is built in.
Result<std::vector<AlertRule>> base_alert_rules();

}  // namespace accalmie
