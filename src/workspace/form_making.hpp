// SPDX-License-Identifier: Apache-2.0
// src/workspace/form_making.hpp: one submission on its way to records: what it says, and what becomes of it. For form_readings.cpp.
#pragma once

#include "forms/record_rows.hpp"
#include "workspace/form_readings.hpp"

namespace accalmie {

/// A submission that nobody has read.
struct UnreadSubmission {
    std::string address;  ///< "HEX:ROW"
    std::string form, version, instance, replaces_instance, sent_by, xml;
};

/// Where in a submission a record was made from.
struct MadeRecord {
    std::string path, type, record;
};
std::string made_text(std::vector<MadeRecord> const& made);
std::vector<MadeRecord> parse_made(std::string_view text);

/// What was read of it, before anything is written.
struct ReadSubmission {
    UnreadSubmission of;
    std::string outcome = "read";                     ///< otherwise why nothing is made
    std::shared_ptr<LoadedForm const> form = {};      ///< shared with the cache of forms
    forms::SubmissionReport report = {};
    std::vector<forms::AnsweredRow> rows = {};
};
/// errors  io  only: what is wrong with the submission is its outcome
Result<ReadSubmission> read_submission(UnreadSubmission unread, LoadedForms& forms, Dictionary const& dictionary, forms::RowsOptions const& options, Instant now);

/// A row of `submission_flag`. Never a value.
struct ReadingFlag {
    std::string kind, path, rule, message, type, record;
};

/// The records of one submission: made, corrected and withdrawn with `recorder`.
struct Making {
    std::vector<MadeRecord> made;
    std::vector<ReadingFlag> flags;
    std::uint64_t records = 0, corrected = 0, retracted = 0, set_aside = 0;
};
/// in      `before`: what the submission that this one corrects was made into; `facts`: to leave alone what did not change
/// errors  io
Result<Making> make_records(Recorder& recorder, Dictionary const& dictionary, Store const& facts, ReadSubmission const& read, std::vector<MadeRecord> const& before);

}  // namespace accalmie
