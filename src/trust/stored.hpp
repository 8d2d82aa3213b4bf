// SPDX-License-Identifier: Apache-2.0
// src/trust/stored.hpp: a record as the journal keeps it, and back.
#pragma once

#include "journal/journal.hpp"
#include "trust/record.hpp"

namespace accalmie {

/// The clear columns are taken from the header.
StoredRecord to_stored(Record record, Instant received);
/// The signature is checked, and that the clear columns say what the header says.
/// errors  corrupt
Result<Record> to_record(StoredRecord stored);

}  // namespace accalmie
