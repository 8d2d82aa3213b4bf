// SPDX-License-Identifier: Apache-2.0
#include "surfaces/value_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

nlohmann::ordered_json value_json(Value const& value)
{
    return std::visit(
        [](auto const& held) -> nlohmann::ordered_json {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                return nullptr;
            else if constexpr (std::is_same_v<T, Day> || std::is_same_v<T, Instant>)
                return to_iso(held);
            else
                return held;
        },
        value);
}

}  // namespace

std::string value_text(Value const& value)
{
    return std::visit(
        [](auto const& held) -> std::string {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                return {};
            else if constexpr (std::is_same_v<T, bool>)
                return held ? "true" : "false";
            else if constexpr (std::is_same_v<T, Day> || std::is_same_v<T, Instant>)
                return to_iso(held);
            else if constexpr (std::is_same_v<T, std::string>)
                return held;
            else
                return fmt::format("{}", held);
        },
        value);
}

std::string short_address(std::string_view address)
{
    constexpr std::size_t digits = 12;
    auto const colon = std::min(address.find(':'), address.size());
    return std::string{address.substr(0, std::min(colon, digits))} + std::string{address.substr(colon)};
}

std::string table_json(Table const& table, bool truncated, bool is_demo)
{
    nlohmann::ordered_json document{{"columns", table.columns}, {"rows", nlohmann::ordered_json::array()}, {"truncated", truncated}};
    if (is_demo) document["demo"] = true;
    for (auto const& row : table.rows) {
        nlohmann::ordered_json object = nlohmann::ordered_json::object();
        for (std::size_t c = 0; c < row.size(); ++c) object[table.columns[c]] = value_json(row[c]);
        document["rows"].push_back(std::move(object));
    }
    return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace accalmie
