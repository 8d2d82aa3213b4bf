// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/host_names.hpp"

#include <algorithm>

namespace accalmie::http {

namespace {

bool is_port(std::string_view text) { return text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos; }

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; }

bool is_address_character(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; }

}  // namespace

std::string host_name(std::string_view host_field)
{
    std::string text{host_field};
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    bool const is_bracketed = text.starts_with('[');
    auto const end = is_bracketed ? text.find(']') : text.find(':');
    if (is_bracketed && end == std::string::npos) return {};
    auto const rest = end == std::string::npos ? std::string{} : text.substr(is_bracketed ? end + 1 : end);
    if (!rest.empty() && (rest.front() != ':' || !is_port(std::string_view{rest}.substr(1)))) return {};
    auto name = is_bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    if (!std::all_of(name.begin(), name.end(), is_bracketed ? is_address_character : is_name_character)) return {};
    if (!is_bracketed && name.ends_with('.')) name.pop_back();  // "localhost." is the same name, written in full
    return name;
}

bool is_our_name(std::string_view host_field, std::span<std::string const> names)
{
    auto const name = host_name(host_field);
    if (name.empty()) return false;
    if (name == "localhost" || name == "127.0.0.1" || name == "::1") return true;
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace accalmie::http
