// SPDX-License-Identifier: Apache-2.0
#include "surfaces/reports_tree.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace accalmie {

namespace {

using Json = nlohmann::json;
constexpr std::int64_t number_max = 999'999'999'999'999;

Error wrong(std::string what, std::string_view field = {})
{
    return {Error::Kind::invalid, std::move(what), "request body" + (field.empty() ? std::string{} : ": " + std::string{field}),
            R"(send {"facility": "CODE", "period": "month", "first_day": "2026-05-01", "consultations": 120})"};
}

Result<std::optional<Day>> day_of(Json const& json, char const* field)
{
    auto const found = json.find(field);
    if (found == json.end() || found->is_null()) return std::optional<Day>{};
    if (!found->is_string()) return wrong("not a day", field);
    return std::optional{TRY(parse_day(found->get<std::string>()).at(field))};
}

Result<std::optional<std::int64_t>> count_of(Json const& json, char const* field)
{
    auto const found = json.find(field);
    if (found == json.end() || found->is_null()) return std::optional<std::int64_t>{};
    if (!found->is_number_integer()) return wrong("not a whole number", field);
    if (found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(number_max)) return wrong("a number of more than 15 digits", field);
    auto const value = found->get<std::int64_t>();
    if (value < -number_max) return wrong("a number of more than 15 digits", field);
    return std::optional{value};
}

Result<std::string> text_of(Json const& json, char const* field)
{
    auto const found = json.find(field);
    if (found == json.end() || !found->is_string()) return wrong("missing, or not a text", field);
    return found->get<std::string>();
}

}  // namespace

Result<ReportCheckQuestion> report_question(std::string const& text)
{
    constexpr std::string_view brackets = "[{";
    if (std::count_if(text.begin(), text.end(), [&](char c) { return brackets.find(c) != std::string_view::npos; }) > 8) return wrong("brackets within brackets");
    auto const json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return wrong("not a JSON object");
    ReportCheckQuestion question;
    question.facility = TRY(text_of(json, "facility"));
    auto& report = question.report;
    report.period = TRY(parse_report_period(TRY(text_of(json, "period"))).at("period"));
    report.first_day = TRY(day_of(json, "first_day")), report.received_on = TRY(day_of(json, "received_on"));
    report.open_days = TRY(count_of(json, "open_days")), report.consultations = TRY(count_of(json, "consultations"));
    report.female = TRY(count_of(json, "consultations_female")), report.male = TRY(count_of(json, "consultations_male"));
    report.under_5 = TRY(count_of(json, "consultations_under_5")), report.deaths = TRY(count_of(json, "deaths"));
    report.stock_out_days = TRY(count_of(json, "stock_out_days"));
    return question;
}

}  // namespace accalmie
