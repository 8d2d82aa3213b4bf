// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_parameters.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

constexpr std::array<std::string_view, 2> true_false{"true", "false"};

/// Why an Android program cannot be called so; empty if it can.
std::string_view android_package_fault(std::string_view name)
{
    if (name.find('.') == std::string_view::npos) return "the package name must have at least one '.' separator";
    for (auto const segment : split(name, ".")) {
        if (segment.empty())
            return name.ends_with('.') ? "the package name cannot end in a '.' separator" : "package segments must be of non-zero length";
        if (segment.front() == '_') return "the character '_' cannot be the first character in a package name segment";
        if (segment.front() >= '0' && segment.front() <= '9') return "a digit cannot be the first character in a package name segment";
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
        if (segment.find_first_not_of(letters) != std::string_view::npos)
            return "the package name can only contain letters, numbers and the '_' character";
    }
    return {};
}

/// What the type brings, below what the row says.
void apply_type(Element& element, QuestionType const& type)
{
    Attributes bind;
    auto const set = [&bind](std::string_view name, std::string_view value) {
        if (!value.empty()) bind.set(name, value);
    };
    set("readonly", type.is_readonly ? "true()" : "");
    set("jr:preload", type.preload);
    set("type", type.bind_type);
    set("jr:preloadParams", type.preload_parameters);
    set("constraint", type.constraint);
    for (auto const& [name, text] : element.bind) bind.at(name) = text;
    element.bind = std::move(bind);
    if (!type.media_type.empty()) {
        Attributes control;
        control.set("mediatype", type.media_type);
        for (auto const& [name, text] : element.control) control.at(name) = text;
        element.control = std::move(control);
    }
    if (element.hint.is_empty()) element.hint.plain = type.hint;
}

}  // namespace

bool is_shown(Element const& element)
{
    auto const* type = find_question_type(element.type);
    if (type == nullptr || type->control.empty() || element.type == "calculate") return false;
    bool const computed = element.bind.find("calculate") != nullptr || !element.triggers.empty();
    return !computed || !element.label.is_empty() || !element.hint.is_empty();
}

void finish_question(Element& element, Place const& place, Findings& findings)
{
    auto const* type = find_question_type(element.type);
    if (type == nullptr) return;
    apply_type(element, *type);
    if (element.control.plain("appearance") == "label" && element.label.is_empty()) element.label.plain = " ";
    if (!is_shown(element)) return;
    if (element.has_bare_media)
        findings.warn(place, "the column 'media' is not read, for it does not say which kind", "call it media::image, media::audio or media::video");
    bool const has_words = element.has_bare_media || !element.label.is_empty() || !element.media.is_empty() || !element.hint.is_empty();
    if (!has_words) findings.error(place, "the survey element named '" + element.name + "' has no label or hint", "write a label");
    if (element.media.find("big-image") != nullptr && element.media.find("image") == nullptr)
        findings.error(place, "to use big-image, you must also specify an image for the survey element named " + element.name,
                       "add the column image");
    for (auto const& [kind, text] : element.media)
        if (kind != "image" && kind != "big-image" && kind != "audio" && kind != "video")
            findings.error(place, "no such kind of media: " + kind, "use image, big-image, audio or video");
}

bool SurveyReader::one_of(Row const& row, std::string_view key, std::span<std::string_view const> values)
{
    auto const* value = find_parameter(row.parameters, key);
    if (value == nullptr || std::ranges::find(values, *value) != values.end()) return value != nullptr;
    std::string list;
    for (auto const one : values) list += (list.empty() ? "" : one == values.back() ? " or " : ", ") + std::string{one};
    findings_.error(place(row.source, "parameters"), std::string{key} + " must be set to " + list + ": '" + *value + "' is an invalid value",
                    "write " + std::string{key} + "=" + std::string{values.front()});
    return false;
}

bool SurveyReader::whole_number(Row const& row, std::string_view key)
{
    auto const* value = find_parameter(row.parameters, key);
    if (value == nullptr || is_whole_number(*value)) return value != nullptr;
    findings_.error(place(row.source, "parameters"), "parameter " + std::string{key} + " must have an integer value, not '" + *value + "'",
                    "write a whole number");
    return false;
}

void SurveyReader::read_question(Row row)
{
    auto& element = *row.element;
    auto const where = place(row.source, "type");
    if (element.type == "osm" || element.type.starts_with("osm "))
        return read_osm(row, element.type.size() > 4 ? std::string_view{element.type}.substr(4) : std::string_view{});
    if (element.type == "csv-external" || element.type == "xml-external") {
        element.kind = Element::Kind::external_instance;
        file_instances_.insert(element.name);
        add(std::move(row.element));
        return;
    }
    if (element.type == "include")
        return findings_.error(where, "this section has not been included: forms are not put together from several files", "copy its rows here");
    if (find_question_type(element.type) == nullptr) {
        auto const near = similar_type(element.type);
        return findings_.error(where, "unknown question type '" + element.type + "'",
                               near.empty() ? "see xlsform.org for the types" : "did you mean '" + std::string{near} + "'?");
    }
    if (element.type == "select one" || element.type == "select all that apply" || element.type == "rank" || element.type == "select one external")
        return findings_.error(where, "'" + element.type + "' needs the name of a list of choices", "write select_one, then the list_name");
    if (element.type == "calculate" && element.bind.find("calculate") == nullptr && !element.has_dynamic_default)
        findings_.error(place(row.source, "bind", "calculate"), "missing calculation", "write what is computed in the column calculation");
    if (element.type == "subscriberid" || element.type == "simserial")
        findings_.warn(where, element.type + " is no longer supported on most devices", "use deviceid");
    if (element.type == "range") read_range(row);
    if (element.type == "text") read_text(row);
    if (element.type == "photo") read_photo(row);
    if (element.type == "audio" || element.type == "background-audio") read_sound(row);
    if (element.type == "geopoint" || element.type == "geotrace" || element.type == "geoshape") read_position(row);
    if (element.type == "start-geopoint" || element.type == "background-geopoint") read_background_position(row);
    finish_question(element, place(row.source, "label"), findings_);
    add(std::move(row.element));
}

void SurveyReader::read_audit(Row row)
{
    constexpr std::array<std::string_view, 6> keys{"location-priority", "location-min-interval", "location-max-age",
                                                   "track-changes",     "identify-user",         "track-changes-reasons"};
    constexpr std::array<std::string_view, 1> on_edit{"on-form-edit"};
    auto& element = *row.element;
    if (!element.name.empty() && element.name != "audit")
        findings_.error(place(row.source, "name"), "audits must always be named 'audit'", "leave the name column blank");
    element.name = "audit";
    check_parameter_keys(row.parameters, keys, place(row.source, "parameters"), findings_);
    if (one_of(row, "track-changes", true_false)) element.bind.set("odk:track-changes", *find_parameter(row.parameters, "track-changes"));
    if (one_of(row, "track-changes-reasons", on_edit)) element.bind.set("odk:track-changes-reasons", "on-form-edit");
    if (one_of(row, "identify-user", true_false)) element.bind.set("odk:identify-user", *find_parameter(row.parameters, "identify-user"));
    read_audit_position(row);
    meta_.push_back(std::move(row.element));
}

void SurveyReader::read_audit_position(Row& row)
{
    constexpr std::array<std::string_view, 4> priorities{"no-power", "low-power", "balanced", "high-accuracy"};
    auto const where = place(row.source, "parameters");
    auto const* priority = find_parameter(row.parameters, "location-priority");
    auto const* interval = find_parameter(row.parameters, "location-min-interval");
    auto const* age = find_parameter(row.parameters, "location-max-age");
    if (priority == nullptr && interval == nullptr && age == nullptr) return;
    if (priority == nullptr || interval == nullptr || age == nullptr)
        return findings_.error(where,
                               "to include location information in the audit, 'location-priority', 'location-min-interval', and 'location-max-age' "
                               "are required parameters",
                               "add those that are missing");
    bool good = one_of(row, "location-priority", priorities);
    for (auto const key : {"location-min-interval", "location-max-age"}) {
        if (!whole_number(row, key))
            good = false;
        else if (find_parameter(row.parameters, key)->starts_with('-')) {
            findings_.error(where, std::string{key} + " must be greater than or equal to zero", "write a number of seconds");
            good = false;
        }
    }
    if (!good) return;
    if (compare(*parse_decimal(*age), *parse_decimal(*interval)) < 0)
        findings_.error(where, "location-max-age must be greater than or equal to location-min-interval", "write a larger location-max-age");
    row.element->bind.set("odk:location-max-age", *age);
    row.element->bind.set("odk:location-min-interval", *interval);
    row.element->bind.set("odk:location-priority", *priority);
}

void SurveyReader::read_text(Row& row)
{
    constexpr std::array<std::string_view, 1> keys{"rows"};
    check_parameter_keys(row.parameters, keys, place(row.source, "parameters"), findings_);
    if (whole_number(row, "rows")) row.element->control.set("rows", *find_parameter(row.parameters, "rows"));
}

void SurveyReader::read_photo(Row& row)
{
    constexpr std::array<std::string_view, 2> keys{"max-pixels", "app"};
    auto& element = *row.element;
    auto const where = place(row.source, "parameters");
    check_parameter_keys(row.parameters, keys, where, findings_);
    if (!element.default_value.empty() && element.default_value.find("jr://images/") == std::string::npos && !element.has_dynamic_default)
        element.default_value = "jr://images/" + element.default_value;
    if (whole_number(row, "max-pixels"))
        element.bind.set("orx:max-pixels", *find_parameter(row.parameters, "max-pixels"));
    else if (find_parameter(row.parameters, "max-pixels") == nullptr)
        findings_.warn(where, "photos are kept in full size", "use the max-pixels parameter to send faster and to save space, as max-pixels=1024");
    auto const* app = find_parameter(row.parameters, "app");
    auto const appearance = element.control.plain("appearance");
    if (app == nullptr || (!appearance.empty() && appearance != "annotate")) return;
    if (auto const fault = android_package_fault(*app); !fault.empty())
        findings_.error(where, "parameter 'app' has an invalid Android package name: " + std::string{fault}, "write it as org.example.camera");
    else
        element.control.set("intent", *app);
}

void SurveyReader::read_sound(Row& row)
{
    constexpr std::array<std::string_view, 1> keys{"quality"};
    constexpr std::array<std::string_view, 4> qualities{"voice-only", "low", "normal", "external"};
    auto& element = *row.element;
    bool const in_background = element.type == "background-audio";
    check_parameter_keys(row.parameters, keys, place(row.source, "parameters"), findings_);
    bool const has_quality = one_of(row, "quality", std::span{qualities}.first(in_background ? 3 : 4));
    auto const quality = has_quality ? *find_parameter(row.parameters, "quality") : std::string{};
    if (in_background)
        element.actions.push_back({.element = "odk:recordaudio", .event = "odk-instance-load", .value = {}, .quality = quality});
    else if (has_quality)
        element.bind.set("odk:quality", quality);
}

void SurveyReader::read_position(Row& row)
{
    constexpr std::array<std::string_view, 4> point_keys{"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"};
    constexpr std::array<std::string_view, 3> line_keys{"allow-mock-accuracy", "incremental", "reference-geometry"};
    auto& element = *row.element;
    auto const where = place(row.source, "parameters");
    bool const point = element.type == "geopoint";
    check_parameter_keys(row.parameters, point ? std::span<std::string_view const>{point_keys} : line_keys, where, findings_);
    if (one_of(row, "allow-mock-accuracy", true_false))
        element.bind.set("odk:allow-mock-accuracy", *find_parameter(row.parameters, "allow-mock-accuracy"));
    auto const accuracy = [&](std::string_view key, std::string_view attribute) {
        auto const* value = find_parameter(row.parameters, key);
        if (value == nullptr || !point) return;
        if (is_number(*value))
            element.control.set(attribute, *value);
        else
            findings_.error(where, "parameter " + std::string{key} + " must have a numeric value, not '" + *value + "'",
                            "write metres, as " + std::string{key} + "=10");
    };
    accuracy("capture-accuracy", "accuracyThreshold");
    accuracy("warning-accuracy", "unacceptableAccuracyThreshold");
    if (auto const* incremental = find_parameter(row.parameters, "incremental"); incremental != nullptr && !point) {
        if (yes_or_no(*incremental).value_or(false))
            element.control.set("incremental", "true");
        else
            findings_.error(where, "for geoshape and geotrace questions, the 'incremental' parameter may either be 'true' or not included",
                            "write incremental=true, or remove it");
    }
    if (auto const* geometry = find_parameter(row.parameters, "reference-geometry")) {
        element.list = *geometry;
        geometry_uses_.emplace_back(*geometry, where);
    }
}

void SurveyReader::read_background_position(Row& row)
{
    auto& element = *row.element;
    if (element.type == "start-geopoint") {
        element.actions.push_back({.element = "odk:setgeopoint", .event = "odk-instance-first-load", .value = {}, .quality = {}});
        return;
    }
    if (element.triggers.empty())
        findings_.error(place(row.source, "trigger"), "for 'background-geopoint' questions, the 'trigger' column must not be empty",
                        "name the question whose answer starts it");
    if (element.bind.find("calculate") != nullptr)
        findings_.error(place(row.source, "bind", "calculate"), "for 'background-geopoint' questions, the 'calculation' column must be empty",
                        "remove the calculation");
}

void SurveyReader::read_osm(Row& row, std::string_view list)
{
    auto& element = *row.element;
    if (auto const tags = sources_.osm_lists.find(list); tags != sources_.osm_lists.end()) element.tags = tags->second;
    element.type = "osm";
    finish_question(element, place(row.source, "label"), findings_);
    add(std::move(row.element));
}

}  // namespace accalmie::forms
