// SPDX-License-Identifier: Apache-2.0
#include "workspace/known.hpp"

namespace accalmie {

Result<void> KnownFromFacts::each(RecordType const& type, std::string_view source,
                                  std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit)
{
    return facts_.each_row(type, source, visit);
}

Result<std::vector<Value>> KnownFromFacts::row(RecordType const& type, RecordAddress const& address) { return facts_.row(type, address); }

}  // namespace accalmie
