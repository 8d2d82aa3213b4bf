// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_xml.hpp: the XML parts of spreadsheet files, by pugixml; private to their readers.
#pragma once

#include "forms/xls_container.hpp"

#include <memory>
#include <pugixml.hpp>
#include <string_view>

namespace accalmie::forms {

/// A name without its prefix.
inline std::string_view local_name(std::string_view name)
{
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

inline bool is_named(pugi::xml_node const& node, std::string_view name) { return local_name(node.name()) == name; }

/// Read and parse one part. Declarations of entities are not known, so none can grow.
/// errors  as Container::read; corrupt  no XML
Result<std::unique_ptr<pugi::xml_document>> parse_part(Container& container, std::string_view name);

}  // namespace accalmie::forms
