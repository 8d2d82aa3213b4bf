// SPDX-License-Identifier: Apache-2.0
// src/workspace/known.hpp: what importers compare with, asked from the facts.
#pragma once

#include "capture/import.hpp"
#include "facts/store.hpp"

namespace accalmie {

class KnownFromFacts final : public KnownRows {
public:
    explicit KnownFromFacts(Store& facts) : facts_{facts} {}
    Result<void> each(RecordType const& type, std::string_view source,
                      std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) override;
    Result<std::vector<Value>> row(RecordType const& type, RecordAddress const& address) override;

private:
    Store& facts_;
};

}  // namespace accalmie
