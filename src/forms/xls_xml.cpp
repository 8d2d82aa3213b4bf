// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_xml.hpp"

namespace accalmie::forms {

Result<std::unique_ptr<pugi::xml_document>> parse_part(Container& container, std::string_view name)
{
    auto const octets = TRY(container.read(name));
    auto document = std::make_unique<pugi::xml_document>();
    constexpr unsigned options =
        pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol | pugi::parse_wconv_attribute | pugi::parse_ws_pcdata_single;
    if (!document->load_buffer(octets.data(), octets.size(), options))
        return Error{Error::Kind::corrupt, "a part of the spreadsheet is no XML", std::string{name}, "save the spreadsheet anew"};
    return document;
}

}  // namespace accalmie::forms
