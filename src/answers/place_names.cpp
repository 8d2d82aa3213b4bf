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

namespace {

Place const* find_place(PlaceIndex const* index, std::string_view reference)
{
    if (index == nullptr || reference.empty()) return nullptr;
    auto const found = index->coded(code_of(reference));
    return found == PlaceIndex::none ? nullptr : &index->places()[found];
}

}  // namespace

std::string PlaceNames::of(std::string_view reference)
{
    auto const* const place = find_place(places(version_of(reference)), reference);
    return place == nullptr ? std::string{} : place->name;
}

std::optional<int> PlaceNames::level_of(std::string_view reference)
{
    auto const* const place = find_place(places(version_of(reference)), reference);
    return place == nullptr ? std::nullopt : std::optional{place->level};
}

}  // namespace accalmie
