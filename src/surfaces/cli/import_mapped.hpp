// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import_mapped.hpp: `accalmie import submissions` without a form: a mapping makes the records.
#pragma once

#include "capture/export_mapping.hpp"
#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

Result<void> import_mapped(Session& session, OpenExport& source, ExportMapping const& mapping);

}  // namespace accalmie::cli
