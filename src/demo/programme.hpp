// SPDX-License-Identifier: Apache-2.0
// src/demo/programme.hpp: a simulated programme of three years, written as records, and what is true of it.
#pragma once

#include "capture/recorder.hpp"
#include "demo/truth.hpp"

#include <functional>

namespace accalmie {

struct DemoOptions {
    static constexpr std::uint32_t scale_max = 100'000;

    std::uint64_t seed = 1;
    std::uint32_t scale = 1;  ///< how many times the volumes of gatherings, visits, incidents and trust answers; 1 to scale_max
    Day last_day{};           ///< the demo's today; 36 months end there, and 60 more of the paper's archive come before
    std::function<void(std::uint64_t rows_done, std::uint64_t rows_expected)> progress = {};

    /// Pens of two more people, for the records on which people do not agree: `colleague` belongs to the owner's organisation and may correct,
    /// `stranger` belongs to another one and may not. Without them those corrections are left out.
    Recorder* colleague = nullptr;
    Recorder* stranger = nullptr;
};

/// Write the whole programme through `recorder`: durable on return. Nothing outside is read; equal options give equal content. About 10,000
/// rows a unit of scale, and 26,000 beside (weekly counts of diseases, mostly); memory does not grow with the scale (blocks of 4,096 rows, and links to one block at a time).
///
/// in      `dictionary` is the one that `recorder` was made with, the base pack or more; the pens have the keys of the audiences guarantors,
///         movements, informants, protection and survivors
/// out     what was written, and the answers that it was made to have
/// errors  limit  scale is 0 or above scale_max     invalid  last_day outside 1910 to 2180     missing  the dictionary lacks a type or field
///         denied  no key for an audience     io
Result<DemoTruth> write_demo(Recorder& recorder, Dictionary const& dictionary, DemoOptions const& options);

}  // namespace accalmie
