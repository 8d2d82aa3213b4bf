// SPDX-License-Identifier: Apache-2.0
#include "dictionary/compare.hpp"

namespace accalmie {

namespace {

void compare_fields(RecordType const& older, RecordType const& newer, std::vector<std::string>& lost)
{
    for (auto const& field : older.fields) {
        auto const name = older.name + "." + field.name;
        auto const* const same = newer.find(field.name);
        if (same == nullptr)
            lost.push_back("field " + name);
        else if (same->kind != field.kind || same->list != field.list || same->target != field.target)
            lost.push_back("kind of " + name);
        else if (same->group != field.group)
            lost.push_back("visibility of " + name);
    }
}

}  // namespace

std::vector<std::string> lost_between(Dictionary const& older, Dictionary const& newer)
{
    std::vector<std::string> lost;
    for (auto const& type : older.types()) {
        auto const* const same = newer.find(type.name);
        if (same == nullptr)
            lost.push_back("type " + type.name);
        else
            compare_fields(type, *same, lost);
    }
    for (auto const& [name, list] : older.lists()) {
        auto const* const same = newer.list(name);
        for (auto const& code : list.codes)
            if (same == nullptr || same->find(code.code) == nullptr) lost.push_back("code " + name + "." + code.code);
    }
    return lost;
}

}  // namespace accalmie
