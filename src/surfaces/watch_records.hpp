// SPDX-License-Identifier: Apache-2.0
// src/surfaces/watch_records.hpp: alerts and what somebody did about them, as records. They travel and wait like any other record.
#pragma once

#include "answers/watch.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

struct AlertsRecorded {
    int recorded = 0;   ///< new signals, and signals that have become graver
    int known = 0;      ///< recorded before
};

/// Writes an alert for each signal that has none yet, or whose level has risen. A second call writes nothing.
/// errors  denied  the viewer may not write there: nothing is written     io
Result<AlertsRecorded> record_alerts(Workspace& workspace, Member const& viewer, WatchAnswer const& answer);

/// What is done about a signal.
struct AlertDeed {
    std::string signal;  ///< its key
    std::string step;    ///< a code of the list alert_step_kind
    std::string note;    ///< may be empty
};

/// Writes the step, and before it the alert itself where nobody has recorded it yet.
/// errors  missing  no such signal     denied     invalid  not a step     io
Result<void> record_alert_step(Workspace& workspace, Member const& viewer, AlertDeed const& deed);

/// "seen", "verified", "dismissed", "response" and "closed" as codes.   errors  usage  another word
Result<std::string> alert_step_code(std::string_view word);

}  // namespace accalmie
