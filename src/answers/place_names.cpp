// SPDX-License-Identifier: Apache-2.0
#include "answers/place_names.hpp"

#include "answers/asking.hpp"

namespace accalmie {

PlaceIndex const* PlaceNames::places(std::string_view version)
{
    auto const found = kept_.find(version);
    if (found != kept_.end()) return found->second.get();
    auto places = store_->places(version);
    auto& kept = kept_[std::string{version}];
    if (places) kept = *places;  // one that is not known stays null: the rows that refer to it say so
    return kept.get();
}

std::string PlaceNames::of(std::string_view reference)
{
    auto const* const index = places(version_of(reference));
    if (index == nullptr || reference.empty()) return {};
    auto const found = index->coded(code_of(reference));
    return found == PlaceIndex::none ? std::string{} : index->places()[found].name;
}

}  // namespace accalmie
