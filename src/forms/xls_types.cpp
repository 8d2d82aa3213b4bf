// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_types.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

constexpr QuestionType input(std::string_view name, std::string_view bind_type)
{
    return {.name = name,
            .control = "input",
            .bind_type = bind_type,
            .media_type = {},
            .preload = {},
            .preload_parameters = {},
            .constraint = {},
            .hint = {}};
}
constexpr QuestionType note(std::string_view name)
{
    auto type = input(name, "string");
    type.is_readonly = true;
    return type;
}
constexpr QuestionType bounded(std::string_view name, std::string_view bind_type, std::string_view constraint, std::string_view hint)
{
    auto type = input(name, bind_type);
    type.constraint = constraint;
    type.hint = hint;
    return type;
}
constexpr QuestionType upload(std::string_view name, std::string_view media_type)
{
    auto type = input(name, "binary");
    type.control = "upload";
    type.media_type = media_type;
    return type;
}
constexpr QuestionType shown_as(std::string_view name, std::string_view control, std::string_view bind_type)
{
    auto type = input(name, bind_type);
    type.control = control;
    return type;
}
constexpr QuestionType hidden(std::string_view name, std::string_view bind_type) { return shown_as(name, {}, bind_type); }
constexpr QuestionType preloaded(std::string_view name, std::string_view bind_type, std::string_view preload, std::string_view parameters)
{
    auto type = hidden(name, bind_type);
    type.preload = preload;
    type.preload_parameters = parameters;
    return type;
}
constexpr QuestionType property(std::string_view name, std::string_view parameters) { return preloaded(name, "string", "property", parameters); }

constexpr std::array types{
    input("text", "string"),
    input("string", "string"),
    input("q string", "string"),
    input("add text prompt", "string"),
    input("integer", "int"),
    input("int", "int"),
    input("q int", "int"),
    input("add integer prompt", "int"),
    input("decimal", "decimal"),
    input("q decimal", "decimal"),
    input("add decimal prompt", "decimal"),
    input("date", "date"),
    input("q date", "date"),
    input("add date prompt", "date"),
    input("time", "time"),
    input("dateTime", "dateTime"),
    input("datetime", "dateTime"),
    input("date time", "dateTime"),
    input("q dateTime", "dateTime"),
    input("q date time", "dateTime"),
    input("add dateTime prompt", "dateTime"),
    input("add date time prompt", "dateTime"),
    input("geopoint", "geopoint"),
    input("location", "geopoint"),
    input("gps", "geopoint"),
    input("q geopoint", "geopoint"),
    input("q location", "geopoint"),
    input("add location prompt", "geopoint"),
    input("geotrace", "geotrace"),
    input("q geotrace", "geotrace"),
    input("geoshape", "geoshape"),
    input("q geoshape", "geoshape"),
    input("barcode", "barcode"),
    input("q barcode", "barcode"),
    input("add barcode prompt", "barcode"),
    note("note"),
    note("q note"),
    note("add note prompt"),
    bounded("percentage", "int", "0 <= . and . <= 100", ""),
    bounded("number of days in last month", "int", "0 <= . and . <= 31", "Enter a number 0-31."),
    bounded("number of days in last six months", "int", "0 <= . and . <= 183", "Enter a number 0-183."),
    bounded("number of days in last year", "int", "0 <= . and . <= 365", "Enter a number 0-365."),
    bounded("phone number", "string", "regex(., '^\\d*$')", "Enter numbers only."),
    upload("photo", "image/*"),
    upload("image", "image/*"),
    upload("q picture", "image/*"),
    upload("q image", "image/*"),
    upload("add image prompt", "image/*"),
    upload("audio", "audio/*"),
    upload("q audio", "audio/*"),
    upload("add audio prompt", "audio/*"),
    upload("video", "video/*"),
    upload("q video", "video/*"),
    upload("add video prompt", "video/*"),
    upload("file", "application/*"),
    upload("add file prompt", "application/*"),
    upload("osm", "osm/*"),
    shown_as("acknowledge", "trigger", "string"),
    shown_as("q acknowledge", "trigger", "string"),
    shown_as("add acknowledge prompt", "trigger", "string"),
    shown_as("trigger", "trigger", ""),
    shown_as("select one", "select1", "string"),
    shown_as("select all that apply", "select", "string"),
    shown_as("rank", "odk:rank", "odk:rank"),
    shown_as("select one external", "input", "string"),
    shown_as("range", "range", "int"),
    hidden("calculate", "string"),
    hidden("q calculate", "string"),
    hidden("add calculate prompt", "string"),
    hidden("hidden", "string"),
    hidden("audit", "binary"),
    hidden("start-geopoint", "geopoint"),
    hidden("background-geopoint", "geopoint"),
    hidden("background-audio", "binary"),
    preloaded("start", "dateTime", "timestamp", "start"),
    preloaded("start time", "dateTime", "timestamp", "start"),
    preloaded("get start time", "dateTime", "timestamp", "start"),
    preloaded("end", "dateTime", "timestamp", "end"),
    preloaded("end time", "dateTime", "timestamp", "end"),
    preloaded("get end time", "dateTime", "timestamp", "end"),
    preloaded("today", "date", "date", "today"),
    preloaded("get today", "date", "date", "today"),
    property("deviceid", "deviceid"),
    property("device id", "deviceid"),
    property("imei", "deviceid"),
    property("get device id", "deviceid"),
    property("subscriberid", "subscriberid"),
    property("subscriber id", "subscriberid"),
    property("get subscriber id", "subscriberid"),
    property("simserial", "simserial"),
    property("sim id", "simserial"),
    property("get sim id", "simserial"),
    property("phonenumber", "phonenumber"),
    property("get phone number", "phonenumber"),
    property("username", "username"),
    property("email", "email"),
    property("uri:deviceid", "uri:deviceid"),
    property("uri:subscriberid", "uri:subscriberid"),
    property("uri:simserial", "uri:simserial"),
    property("uri:phonenumber", "uri:phonenumber"),
    property("uri:username", "uri:username"),
    property("uri:email", "uri:email"),
};

struct SelectCommand {
    std::string_view words;
    SelectKind kind;
    bool from_file;
};
// Longer ones first where one begins another.
constexpr std::array<SelectCommand, 14> select_commands{{{"add select multiple prompt using", SelectKind::many, false},
                                                         {"select all that apply from", SelectKind::many, false},
                                                         {"add select one prompt using", SelectKind::one, false},
                                                         {"select_multiple_from_file", SelectKind::many, true},
                                                         {"select multiple from file", SelectKind::many, true},
                                                         {"select all that apply", SelectKind::many, false},
                                                         {"select_one_from_file", SelectKind::one, true},
                                                         {"select one from file", SelectKind::one, true},
                                                         {"select_one_external", SelectKind::one_external, false},
                                                         {"select_multiple", SelectKind::many, false},
                                                         {"select one from", SelectKind::one, false},
                                                         {"select_one", SelectKind::one, false},
                                                         {"select one", SelectKind::one, false},
                                                         {"select1", SelectKind::one, false}}};

std::optional<SelectWords> select_after(std::string_view rest, SelectCommand const& command)
{
    constexpr std::array<std::string_view, 3> others{" or specify other", " or_other", " or other"};
    if (!rest.starts_with(' ')) return std::nullopt;
    rest.remove_prefix(1);
    SelectWords words{.kind = command.kind, .command = command.words, .list = rest, .from_file = command.from_file};
    for (auto const other : others) {
        if (!rest.ends_with(other)) continue;
        words.list.remove_suffix(other.size());
        words.with_other = true;
        break;
    }
    bool const one_word = !words.list.empty() && words.list.find_first_of(" \t\n") == std::string_view::npos;
    return one_word ? std::optional{words} : std::nullopt;
}

struct SectionWord {
    std::string_view word;
    SectionKind kind;
};
constexpr std::array<SectionWord, 5> section_words{{{"looped group", SectionKind::repeat},
                                                    {"lgroup", SectionKind::repeat},
                                                    {"group", SectionKind::group},
                                                    {"repeat", SectionKind::repeat},
                                                    {"loop", SectionKind::loop}}};

/// What follows "begin " or "begin_".
std::optional<std::string_view> after(std::string_view type, std::string_view word)
{
    if (!type.starts_with(word) || type.size() <= word.size()) return std::nullopt;
    auto const joint = type[word.size()];
    if (joint != ' ' && joint != '_' && joint != '\t') return std::nullopt;
    return type.substr(word.size() + 1);
}

}  // namespace

QuestionType const* find_question_type(std::string_view name)
{
    auto const found = std::ranges::find(types, name, &QuestionType::name);
    return found == types.end() ? nullptr : &*found;
}

std::string_view canonical_type(std::string_view word)
{
    if (word == "imei") return "deviceid";
    if (word == "image" || word == "add image prompt" || word == "add photo prompt") return "photo";
    if (word == "add audio prompt") return "audio";
    if (word == "add video prompt") return "video";
    if (word == "add file prompt") return "file";
    return word;
}

std::string_view similar_type(std::string_view word)
{
    std::string_view best;
    std::size_t best_distance = 3;
    auto const lower = lowered(word);
    auto const consider = [&](std::string_view name) {
        auto const distance = edit_distance(lower, lowered(name));
        if (distance >= best_distance) return;
        best = name;
        best_distance = distance;
    };
    for (auto const& type : types) consider(type.name);
    for (auto const name : {"begin_group", "end_group", "begin_repeat", "end_repeat", "csv-external", "xml-external"}) consider(name);
    return best;
}

std::string_view select_type_name(SelectKind kind)
{
    switch (kind) {
    case SelectKind::one: return "select one";
    case SelectKind::many: return "select all that apply";
    case SelectKind::rank: return "rank";
    case SelectKind::one_external: return "select one external";
    }
    return {};
}

std::optional<SelectWords> parse_select(std::string_view type)
{
    for (auto const& command : select_commands)
        if (type.starts_with(command.words))
            if (auto const words = select_after(type.substr(command.words.size()), command)) return words;
    if (type.starts_with("rank ")) return select_after(type.substr(4), {"rank", SelectKind::rank, false});
    return std::nullopt;
}

std::string_view section_name(SectionKind kind)
{
    switch (kind) {
    case SectionKind::group: return "group";
    case SectionKind::repeat: return "repeat";
    case SectionKind::loop: return "loop";
    }
    return {};
}

std::optional<SectionWords> parse_begin(std::string_view type)
{
    auto const rest = after(type, "begin");
    if (!rest) return std::nullopt;
    for (auto const& [word, kind] : section_words) {
        if (!rest->starts_with(word)) continue;
        auto list = rest->substr(word.size());
        if (list.empty()) return SectionWords{kind, {}};
        if (!list.starts_with(' ')) continue;
        list.remove_prefix(1);
        if (list.starts_with("over ")) list.remove_prefix(5);
        if (!list.empty() && list.find(' ') == std::string_view::npos) return SectionWords{kind, list};
    }
    return std::nullopt;
}

std::optional<SectionKind> parse_end(std::string_view type)
{
    auto const rest = after(type, "end");
    if (!rest) return std::nullopt;
    auto const found = std::ranges::find(section_words, *rest, &SectionWord::word);
    return found == section_words.end() ? std::nullopt : std::optional{found->kind};
}

std::string_view setting_in_type(std::string_view type)
{
    auto const snake = snake_case(type);
    if (snake == "form_title" || snake == "set_form_title") return "title";
    if (snake == "form_id" || snake == "set_form_id") return "id_string";
    return {};
}

}  // namespace accalmie::forms
