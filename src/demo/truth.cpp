// SPDX-License-Identifier: Apache-2.0
#include "demo/truth.hpp"

#include <fmt/core.h>

namespace accalmie {

namespace {

/// JSON, written in order: objects and lists open and close, keys come with their values.
class Json {
public:
    void open(char bracket) { before() += bracket, first_ = true; }
    void close(char bracket) { text_ += bracket, first_ = false; }
    Json& key(std::string_view name)
    {
        string(name);
        text_ += ':';
        first_ = true;  // the value follows without a comma
        return *this;
    }
    void string(std::string_view value)
    {
        auto& text = before();
        text += '"';
        for (char const c : value) {
            if (c == '"' || c == '\\') text += '\\';
            if (static_cast<unsigned char>(c) < 0x20)
                text += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            else
                text += c;
        }
        text += '"';
    }
    void raw(std::string_view value) { before() += value; }
    void number(std::uint64_t value) { raw(fmt::format("{}", value)); }
    void yes_no(bool value) { raw(value ? "true" : "false"); }
    /// `value` divided by 10 to the `digits`.
    void decimal(std::int64_t value, unsigned digits)
    {
        std::int64_t power = 1;
        for (unsigned i = 0; i < digits; ++i) power *= 10;
        raw(fmt::format("{}.{:0{}}", value / power, value % power, digits));
    }
    void day(std::optional<Day> value)
    {
        if (value)
            string(to_iso(*value));
        else
            raw("null");
    }
    std::string take() { return std::move(text_) + "\n"; }

private:
    std::string& before()
    {
        if (!first_) text_ += ',';
        first_ = false;
        return text_;
    }
    std::string text_;
    bool first_ = true;
};

std::string address_text(RecordAddress const& address) { return fmt::format("{}:{}", address.record.hex(), address.row); }

void write_counts(Json& json, std::map<std::string, std::uint64_t, std::less<>> const& counts)
{
    json.open('{');
    for (auto const& [name, count] : counts) json.key(name).number(count);
    json.close('}');
}

/// Rows of a source in a month, or null where the source covers none of it.
void write_rows(Json& json, std::vector<DemoTruth::Source> const& sources, std::string_view source, Month month, std::uint64_t rows)
{
    json.key(source);
    for (auto const& known : sources)
        if (known.name == source && known.first_day < month.end_day() && month.first_day() <= known.last_day) return json.number(rows);
    json.raw("null");
}

void write(Json& json, DemoTruth::Cercle const& cercle, std::vector<DemoTruth::Source> const& sources)
{
    json.open('{');
    json.key("code").string(cercle.code);
    json.key("name").string(cercle.name);
    json.key("falls").yes_no(cercle.falls);
    json.key("guarantees_from").string(to_iso(cercle.guarantees_from));
    json.key("ratio").decimal(cercle.ratio_thousandths, 3);
    json.key("months").open('[');
    for (auto const& month : cercle.months) {
        json.open('{');
        json.key("month").string(to_iso(month.month));
        json.key("rate").decimal(month.rate_millionths, 6);
        json.key("events").number(month.events);
        write_rows(json, sources, "field", month.month, month.field);
        write_rows(json, sources, "press", month.month, month.press);
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

void write(Json& json, DemoTruth::Community const& community)
{
    json.open('{');
    json.key("rule").string(community.rule);
    json.key("place").string(community.place);
    json.key("name").string(community.name);
    json.key("state").string(state_code(community.state));
    json.key("because").string(community.because);
    json.key("last_event_day").day(community.last_event_day);
    json.key("last_contact_day").day(community.last_contact_day);
    json.close('}');
}

void write(Json& json, DemoTruth::Commitment const& commitment)
{
    json.open('{');
    json.key("id").string(address_text({commitment.record, 0}));
    json.key("kind").string(commitment.kind);
    json.key("guarantor_role").string(commitment.guarantor_role);
    json.key("corridor").string(commitment.corridor);
    json.key("place").string(commitment.place);
    json.key("made_on").day(commitment.made_on);
    json.key("from").day(commitment.from);
    json.key("until").day(commitment.until);
    json.key("status").string(state_code(commitment.state));
    json.key("status_if_until_is_hidden").string(state_code(commitment.state_if_until_is_hidden));
    json.key("tests").number(commitment.tests);
    json.key("held").number(commitment.held);
    json.key("not_reached").number(commitment.not_reached);
    json.close('}');
}

void write(Json& json, DemoTruth::Corridor const& corridor)
{
    json.open('{');
    json.key("corridor").string(corridor.name);
    json.key("tests").number(corridor.tests);
    json.key("held").number(corridor.held);
    json.close('}');
}

void write(Json& json, DemoTruth::Source const& source)
{
    json.open('{');
    json.key("source").string(source.name);
    json.key("first_day").day(source.first_day);
    json.key("last_day").day(source.last_day);
    json.close('}');
}

void write(Json& json, DemoTruth::Trust const& trust)
{
    json.open('{');
    json.key("place").string(trust.place);
    json.key("wave").string(trust.wave);
    json.key("mean").decimal(trust.mean_thousandths, 3);
    json.close('}');
}

void write(Json& json, DemoTruth::PackageItem const& item)
{
    json.open('{');
    json.key("id").string(item.record.hex() + ":0");
    json.key("place").string(item.place);
    json.key("service").string(item.service);
    json.key("species").string(item.species);
    json.key("voice");
    if (item.voice)
        json.string(*item.voice);
    else
        json.raw("null");
    json.key("planned").number(static_cast<std::uint64_t>(item.planned));
    json.key("delivered").number(static_cast<std::uint64_t>(item.delivered));
    json.key("state").string(item.state);
    json.close('}');
}

void write(Json& json, DemoTruth::ToldTwice const& twice)
{
    json.open('{');
    json.key("left_out").string(twice.left_out.hex() + ":0");
    json.key("counted").string(twice.counted.hex() + ":0");
    json.key("because").string(twice.because);
    json.close('}');
}

void write(Json& json, DemoTruth::NotPromised const& one)
{
    json.open('{');
    json.key("service").string(one.service);
    json.key("times").number(static_cast<std::uint64_t>(one.times));
    json.close('}');
}

void write(Json& json, DemoTruth::Outbreak const& outbreak)
{
    json.open('{');
    json.key("disease").string(outbreak.disease);
    json.key("species").string(outbreak.species);
    json.key("place").string(outbreak.place);
    json.key("cercle").string(outbreak.cercle);
    json.key("first_week").day(outbreak.first_week);
    json.key("extra_cases").number(outbreak.extra_cases);
    json.close('}');
}

void write(Json& json, std::string const& text) { json.string(text); }

/// Means of the cured; their number is under "exits".
void write(Json& json, DemoTruth::Nutrition::Group const& group)
{
    auto const found = group.exits.find("cured");
    auto const cured = static_cast<std::int64_t>(found == group.exits.end() ? 1 : found->second);
    json.open('{');
    json.key("admitted").number(group.admitted);
    json.key("in_care").number(group.in_care);
    json.key("exits");
    write_counts(json, group.exits);
    json.key("stay_days_mean").decimal(static_cast<std::int64_t>(group.cured_days) * 1000 / cured, 3);
    json.key("weight_gain_g_kg_day").decimal(static_cast<std::int64_t>(group.gain_thousandths_sum) / cured, 3);
    json.close('}');
}

template <class T>
void write_list(Json& json, std::string_view name, std::vector<T> const& things);

void write(Json& json, DemoTruth::Nutrition const& nutrition)
{
    json.open('{');
    json.key("place").string(nutrition.place);
    json.key("screened").number(nutrition.screened);
    json.key("severe");
    write(json, nutrition.severe);
    json.key("moderate");
    write(json, nutrition.moderate);
    write_list(json, "due", nutrition.due);
    write_list(json, "lost", nutrition.lost);
    write_list(json, "not_admitted", nutrition.not_admitted);
    json.key("mistakes");
    write_counts(json, nutrition.mistakes);
    json.close('}');
}

void write(Json& json, DemoTruth::Hazard const& hazard)
{
    json.open('{');
    json.key("hazard").string(hazard.hazard);
    json.key("place").string(hazard.place);
    json.key("first").day(hazard.first);
    json.key("last").day(hazard.last);
    json.key("level").string(hazard.level);
    json.key("lead_days");
    if (hazard.lead_days)
        json.number(static_cast<std::uint64_t>(*hazard.lead_days));
    else
        json.raw("null");
    json.key("households_low").number(static_cast<std::uint64_t>(hazard.households_low));
    json.key("households_high").number(static_cast<std::uint64_t>(hazard.households_high));
    json.close('}');
}

void write(Json& json, DemoTruth::WarningOfNothing const& warning)
{
    json.open('{');
    json.key("id").string(warning.record.hex() + ":0");
    json.key("state").string(warning.state);
    json.close('}');
}

void write(Json& json, DemoTruth::ReportMonth const& one)
{
    json.open('{');
    json.key("facility").string(one.facility);
    json.key("month").string(to_iso(one.month));
    json.key("state").string(one.state);
    json.close('}');
}

void write(Json& json, DemoTruth::WrongTotal const& one)
{
    json.open('{');
    json.key("facility").string(one.facility);
    json.key("month").string(to_iso(one.month));
    json.close('}');
}

void write(Json& json, DemoTruth::CorrectedReport const& one)
{
    json.open('{');
    json.key("facility").string(one.facility);
    json.key("month").string(to_iso(one.month));
    json.key("first_total").number(static_cast<std::uint64_t>(one.first_total));
    json.key("total").number(static_cast<std::uint64_t>(one.total));
    json.close('}');
}

void write(Json& json, DemoTruth::HealthAttack const& one)
{
    json.open('{');
    json.key("facility").string(one.facility);
    json.key("day").string(to_iso(one.day));
    json.key("certainty").string(one.certainty);
    json.key("lost");
    if (one.lost)
        json.number(static_cast<std::uint64_t>(*one.lost));
    else
        json.raw("null");
    json.close('}');
}

void write(Json& json, DemoTruth::Disagreements const& disagreements)
{
    auto const address = [&](std::string_view name, std::optional<RecordAddress> const& of) {
        json.key(name);
        if (of)
            json.string(address_text(*of));
        else
            json.raw("null");
    };
    json.open('{');
    address("told_three_times", disagreements.told_three_times);
    address("settled", disagreements.settled);
    address("settled_on", disagreements.settled_on);
    address("open", disagreements.open);
    address("rival", disagreements.rival);
    json.close('}');
}

void write(Json& json, DemoTruth::Plan const& plan)
{
    json.open('{');
    json.key("name").string(plan.name);
    json.key("places").open('[');
    for (auto const& place : plan.places) json.string(place);
    json.close(']');
    json.key("first").string(to_iso(plan.first));
    json.key("last").string(to_iso(plan.last));
    json.key("true_ratio").decimal(plan.true_ratio_thousandths, 3);
    json.key("registered").string("before_all_data");
    json.key("answers").open('[');
    json.string("press");  // the reporters have no three years before
    json.close(']');
    json.close('}');
}

void write(Json& json, DemoTruth::StockFault const& fault)
{
    json.open('{');
    json.key("record").string(address_text(fault.record));
    json.key("problem").string(fault.problem);
    json.key("item").string(fault.item);
    json.close('}');
}

void write(Json& json, DemoTruth::LostReferral const& lost)
{
    json.open('{');
    json.key("record").string(address_text(lost.record));
    json.key("last_step").string(lost.last_step);
    json.close('}');
}

void write(Json& json, DemoTruth::ReferralFault const& fault)
{
    json.open('{');
    json.key("record").string(address_text(fault.record));
    json.key("fault").string(fault.fault);
    json.close('}');
}

template <class T>
void write_list(Json& json, std::string_view name, std::vector<T> const& things)
{
    json.key(name).open('[');
    for (auto const& thing : things) write(json, thing);
    json.close(']');
}

template <class State>
void write_state_counts(Json& json, std::string_view name, std::initializer_list<State> states, auto const& things)
{
    json.key(name).open('{');
    for (auto const state : states) {
        std::uint64_t count = 0;
        for (auto const& thing : things) count += thing.state == state ? 1U : 0U;
        json.key(state_code(state)).number(count);
    }
    json.close('}');
}

}  // namespace

std::string_view state_code(CommunityState state)
{
    switch (state) {
    case CommunityState::calm: return "calm";
    case CommunityState::breached: return "breached";
    case CommunityState::violent: return "violent";
    case CommunityState::quiet_closed_in: return "quiet_closed_in";
    case CommunityState::emptied: return "emptied";
    case CommunityState::unknown: return "unknown";
    }
    VERIFY(false);
}

std::string_view state_code(CommitmentState state)
{
    switch (state) {
    case CommitmentState::kept: return "kept";
    case CommitmentState::broken: return "broken";
    case CommitmentState::untested: return "untested";
    case CommitmentState::expired: return "expired";
    }
    VERIFY(false);
}

std::string truth_json(DemoTruth const& truth)
{
    using enum CommunityState;
    using enum CommitmentState;
    Json json;
    json.open('{');
    json.key("demo").yes_no(true);
    json.key("seed").number(truth.seed);
    json.key("scale").number(truth.scale);
    json.key("first_day").day(truth.first_day);
    json.key("last_day").day(truth.last_day);
    json.key("boundary").string(truth.boundary);
    json.key("rows");
    write_counts(json, truth.rows);
    json.key("facilities_fixed").number(truth.facilities_fixed);
    json.key("clinics_mobile").number(truth.clinics_mobile);
    json.key("people_at_gatherings").number(truth.people_at_gatherings);
    json.key("served");
    write_counts(json, truth.served);
    json.key("detection").open('{');
    json.key("field_watched").decimal(truth.field_detection_watched_permille, 3);
    json.key("field").decimal(truth.field_detection_permille, 3);
    json.key("press").decimal(truth.press_detection_permille, 3);
    json.close('}');
    write_list(json, "sources", truth.sources);
    json.key("cercles").open('[');
    for (auto const& cercle : truth.cercles) write(json, cercle, truth.sources);
    json.close(']');
    write_state_counts(json, "community_counts", {calm, breached, violent, quiet_closed_in, emptied, unknown}, truth.communities);
    write_list(json, "communities", truth.communities);
    write_state_counts(json, "commitment_counts", {kept, broken, untested, expired}, truth.commitments);
    write_list(json, "commitments", truth.commitments);
    write_list(json, "corridors", truth.corridors);
    json.key("disagreements");
    write(json, truth.disagreements);
    json.key("plan");
    write(json, truth.plan);
    write_list(json, "trust", truth.trust);
    write_list(json, "report_months", truth.report_months);
    write_list(json, "wrong_totals", truth.wrong_totals);
    write_list(json, "corrected_reports", truth.corrected_reports);
    write_list(json, "health_attacks", truth.health_attacks);
    json.key("lost_after_attacks").number(static_cast<std::uint64_t>(truth.lost_after_attacks));
    write_list(json, "stock_faults", truth.stock_faults);
    write_list(json, "lost_referrals", truth.lost_referrals);
    write_list(json, "referral_faults", truth.referral_faults);
    write_list(json, "package_items", truth.package_items);
    write_list(json, "told_twice", truth.told_twice);
    write_list(json, "not_promised", truth.not_promised);
    write_list(json, "nutrition", truth.nutrition);
    write_list(json, "hazards", truth.hazards);
    write_list(json, "warnings_of_nothing", truth.warnings_of_nothing);
    json.key("mental_health").open('{');
    json.key("visits").number(truth.mental_health.visits);
    json.key("kept").number(truth.mental_health.kept);
    json.key("late").number(truth.mental_health.late);
    json.key("missed").number(truth.mental_health.missed);
    json.key("waiting").number(truth.mental_health.waiting);
    json.close('}');
    write_list(json, "outbreaks", truth.outbreaks);
    json.key("disease_reports").number(truth.disease_reports);
    json.key("disease_reports_missing").number(truth.disease_reports_missing);
    json.close('}');
    return json.take();
}

}  // namespace accalmie
