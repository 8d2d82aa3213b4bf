// SPDX-License-Identifier: Apache-2.0
#include "dictionary/dictionary.hpp"

#include <algorithm>

namespace accalmie {

std::string_view Field::audience() const { return is_sealed() ? std::string_view{group}.substr(7) : std::string_view{}; }

std::optional<std::size_t> RecordType::index_of(std::string_view field) const
{
    auto const found = std::find_if(fields.begin(), fields.end(), [&](Field const& candidate) { return candidate.name == field; });
    if (found == fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields.begin());
}

Field const* RecordType::find(std::string_view field) const
{
    auto const at = index_of(field);
    return at ? &fields[*at] : nullptr;
}

bool RecordType::has_sealed_field() const
{
    return std::any_of(fields.begin(), fields.end(), [](Field const& field) { return field.is_sealed(); });
}

Code const* CodeList::find(std::string_view code) const
{
    auto const found = std::find_if(codes.begin(), codes.end(), [&](Code const& candidate) { return candidate.code == code; });
    return found == codes.end() ? nullptr : &*found;
}

RecordType const* Dictionary::find(std::string_view type) const
{
    auto const found = std::lower_bound(types_.begin(), types_.end(), type, [](RecordType const& a, std::string_view name) { return a.name < name; });
    return found != types_.end() && found->name == type ? &*found : nullptr;
}

CodeList const* Dictionary::list(std::string_view name) const
{
    auto const found = lists_.find(name);
    return found == lists_.end() ? nullptr : &found->second;
}

}  // namespace accalmie
