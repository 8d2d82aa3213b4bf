// SPDX-License-Identifier: Apache-2.0
#include "answers/timeline_words.hpp"

#include "core/verify.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace accalmie {

namespace {

constexpr std::array<std::pair<std::string_view, Lane>, 12> lane_by_type{{{"gathering", Lane::dialogue},
                                                                          {"commitment", Lane::guarantee},
                                                                          {"commitment_test", Lane::guarantee},
                                                                          {"incident", Lane::incident},
                                                                          {"visit", Lane::clinic_day},
                                                                          {"service_count", Lane::delivery},
                                                                          {"facility_report", Lane::stock},
                                                                          {"stock_count", Lane::stock},
                                                                          {"facility_status", Lane::facility},
                                                                          {"trust_answer", Lane::survey},
                                                                          {"peace_sign_reading", Lane::survey},
                                                                          {"warning", Lane::hazard}}};

Words label(Dictionary const& dictionary, std::string_view list, std::string_view code)
{
    auto const* const codes = dictionary.list(list);
    auto const* const found = codes == nullptr ? nullptr : codes->find(code);
    return found == nullptr ? Words{std::string{code}, std::string{code}} : found->label;
}

Words joined(Words const& a, std::string_view fr_between, std::string_view en_between, Words const& b) { return {a.fr + std::string{fr_between} + b.fr, a.en + std::string{en_between} + b.en}; }

Words with_number(Words words, std::optional<std::int64_t> number)
{
    if (number) words.fr += fmt::format("\u00a0: {}", *number), words.en += fmt::format(": {}", *number);
    return words;
}

}  // namespace

std::string_view lane_code(Lane lane)
{
    switch (lane) {
    case Lane::dialogue: return "dialogue";
    case Lane::guarantee: return "guarantee";
    case Lane::incident: return "incident";
    case Lane::clinic_day: return "clinic_day";
    case Lane::delivery: return "delivery";
    case Lane::stock: return "stock";
    case Lane::facility: return "facility";
    case Lane::survey: return "survey";
    case Lane::hazard: return "hazard";
    }
    return {};
}

Words lane_words(Lane lane)
{
    switch (lane) {
    case Lane::dialogue: return {"Dialogue", "Dialogue"};
    case Lane::guarantee: return {"Garantie", "Guarantee"};
    case Lane::incident: return {"Incident", "Incident"};
    case Lane::clinic_day: return {"Jour de soins", "Clinic day"};
    case Lane::delivery: return {"Livraison", "Delivery"};
    case Lane::stock: return {"Rupture", "Stock-out"};
    case Lane::facility: return {"Centre", "Facility"};
    case Lane::survey: return {"Enquête", "Survey"};
    case Lane::hazard: return {"Alerte", "Warning"};
    }
    return {};
}

std::string_view tenor_code(Tenor tenor)
{
    switch (tenor) {
    case Tenor::plain: return "plain";
    case Tenor::bad: return "bad";
    case Tenor::open: return "open";
    }
    return {};
}

Lane lane_of(std::string_view type)
{
    for (auto const& [name, lane] : lane_by_type)
        if (name == type) return lane;
    VERIFY(false);
}

Tenor tenor_of(std::string_view type, std::string_view what)
{
    if (type == "incident" || type == "facility_report" || type == "stock_count" || type == "warning") return Tenor::bad;
    if (type == "commitment") return Tenor::open;
    if (type == "commitment_test") return what == "broken" ? Tenor::bad : what == "held" ? Tenor::plain : Tenor::open;
    if (type == "facility_status") return what == "open" ? Tenor::plain : Tenor::bad;
    return Tenor::plain;
}

Words timeline_words(Dictionary const& dictionary, TimelineSaid const& said)
{
    auto const of = [&](std::string_view list, std::string_view code) { return label(dictionary, list, code); };
    if (said.type == "gathering") return of("gathering_kind", said.what);
    if (said.type == "commitment") return joined(joined({"Engagement", "Commitment"}, "\u00a0: ", ": ", of("commitment_kind", said.what)), ", ", ", ", of("community_role", said.detail));
    if (said.type == "commitment_test") return joined({"Engagement mis à l’épreuve", "Commitment tested"}, "\u00a0: ", ": ", of("test_result", said.what));
    if (said.type == "incident") return joined(of("incident_kind", said.what), ", ", ", ", {std::string{said.detail}, std::string{said.detail}});
    if (said.type == "visit") return of("visit_kind", said.what);
    if (said.type == "service_count") return with_number(joined(of("service", said.what), ", ", ", ", of("species", said.detail)), said.number);
    if (said.type == "facility_report") return with_number({"Jours en rupture de stock", "Days out of stock"}, said.number);
    if (said.type == "stock_count") return joined({"En rupture", "Out of stock"}, "\u00a0: ", ": ", of("stock_item", said.what));
    if (said.type == "trust_answer") return with_number({fmt::format("Enquête de confiance {}, réponses", said.detail), fmt::format("Trust survey {}, answers", said.detail)}, said.number);
    if (said.type == "peace_sign_reading") return {"Signes de paix relevés", "Signs of peace read"};
    if (said.type == "warning") return joined(of("warning_about", said.what), ", ", ", ", of("alert_level", said.detail));
    auto const state = of("facility_state", said.what);
    return said.detail.empty() ? state : joined(state, "\u00a0: ", ": ", of("closure_reason", said.detail));
}

}  // namespace accalmie
