// SPDX-License-Identifier: Apache-2.0
#include "answers/areas.hpp"

#include "answers/asking.hpp"
#include "ground/resolve.hpp"

namespace accalmie {

Result<AskedPlace> asked_place(Store const& store, std::string_view text)
{
    if (text.empty()) return AskedPlace{};
    auto const places = TRY(store.places(version_of(text)));
    auto const& place = places->places()[TRY(resolve_place(*places, text))];
    return AskedPlace{{place.code, place.name}, place.level};
}

std::optional<Area> Areas::around(std::string_view reference, int level)
{
    auto const [kept, is_new] = kept_.try_emplace({std::string{reference}, level});
    if (!is_new) return kept->second;
    auto const* const places = names_.places(version_of(reference));
    if (places == nullptr) return std::nullopt;
    auto const place = places->coded(code_of(reference));
    auto const area = place == PlaceIndex::none ? PlaceIndex::none : places->ancestor(place, level);
    if (area != PlaceIndex::none) kept->second = Area{places->places()[area].code, places->places()[area].name};
    return kept->second;
}

bool Areas::within(std::string_view reference, AskedPlace const& asked)
{
    if (asked.level < 0) return true;
    auto const area = around(reference, asked.level);
    return area && area->code == asked.area.code;
}

std::optional<std::int64_t> shown_count(std::int64_t count) { return count > 0 && count < shown_count_min ? std::nullopt : std::optional{count}; }

}  // namespace accalmie
