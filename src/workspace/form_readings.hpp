// SPDX-License-Identifier: Apache-2.0
// src/workspace/form_readings.hpp: submissions that are durable become records of the dictionary, each exactly once; docs/formats/forms.md, Reading.
#pragma once

#include "workspace/loaded_forms.hpp"

namespace accalmie {

struct ReadingSummary {
    std::uint64_t submissions = 0;
    std::uint64_t records = 0;     ///< made, corrections among them
    std::uint64_t corrected = 0, retracted = 0;
    std::uint64_t flags = 0, set_aside = 0;
    std::uint64_t without = 0;     ///< submissions of which nothing was made, with the reason in their reading
    ReadingSummary& operator+=(ReadingSummary const& other);
};

/// Reads what nobody has read. What is made of some submissions goes into the journal in one append with the word that they are read.
class FormReader {
public:
    /// In one step; more make further steps.
    static constexpr std::int64_t submissions_max = 256;

    /// The workspace must outlive it.
    explicit FormReader(Workspace& workspace) : workspace_{workspace}, forms_{workspace} {}

    /// One step, folded into the facts on return; `submissions` is 0 where nothing was left.   errors  io
    Result<ReadingSummary> step();
    /// Steps until nothing is left.
    Result<ReadingSummary> all(Progress const& progress = {});

private:
    Workspace& workspace_;
    LoadedForms forms_;
    std::int64_t after_ = 0;  ///< the journal's point up to which all is read
};

}  // namespace accalmie
