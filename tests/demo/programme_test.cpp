// SPDX-License-Identifier: Apache-2.0
#include "demo_world.hpp"

#include "trust/corrections.hpp"

#include <filesystem>
#include <fstream>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// All rows as text, with records named by their turn: the same whatever the keys, salts and hours were.
std::string content_of(DemoWorld const& world)
{
    std::map<std::string, std::string> names;
    for (auto const* key : {&world.owner_key, &world.colleague_key, &world.stranger_key})
        names[key->author().hex()] = "author " + std::to_string(names.size());
    for (std::size_t i = 0; i < world.journal.records.size(); ++i) names[world.journal.records[i].id.hex()] = "record " + std::to_string(i);
    auto const text_of = [&](std::string const& text) {
        auto const found = names.find(text.substr(0, 64));
        return found == names.end() ? text : found->second + text.substr(64);
    };
    struct Print {
        decltype(text_of) const& name;
        std::string operator()(std::monostate) const { return "-"; }
        std::string operator()(bool value) const { return value ? "yes" : "no"; }
        std::string operator()(std::int64_t value) const { return std::to_string(value); }
        std::string operator()(double value) const
        {
            std::int64_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            return std::to_string(bits);
        }
        std::string operator()(std::string const& value) const { return name(value); }
        std::string operator()(Day value) const { return to_iso(value); }
        std::string operator()(Instant value) const { return to_iso(value); }
    };
    std::string content;
    world.each_row([&](Row const& row) {
        content += row.type->name + "|" + names.at(row.address.record.hex()) + "|" + names.at(row.author.hex());
        if (row.replaces) content += "|replaces " + names.at(row.replaces->record.hex()) + ":" + std::to_string(row.replaces->row);
        for (auto const& value : row.values) content += "|" + std::visit(Print{text_of}, value);
        content += "\n";
    });
    return content;
}

std::string lower(std::string text)
{
    for (auto& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
}

}  // namespace

TEST_CASE("the same seed, scale and last day give the same programme, byte for byte on a machine that repeats itself")
{
    DemoWorld a, b;
    a.write(options());
    b.write(options());
    REQUIRE(a.journal.records.size() == b.journal.records.size());
    for (std::size_t i = 0; i < a.journal.records.size(); ++i) {
        CAPTURE(i);
        REQUIRE(a.journal.records[i].id == b.journal.records[i].id);
        REQUIRE(a.journal.records[i].envelope == b.journal.records[i].envelope);
    }
    CHECK(truth_json(a.truth) == truth_json(b.truth));
}

TEST_CASE("other keys, salts and hours change no word of it, another seed does")
{
    DemoWorld other_machine{8}, other_seed;
    other_machine.clock.at += std::chrono::hours{100};
    other_machine.write(options());
    other_seed.write(options(2));
    auto const content = content_of(usual());
    CHECK(content.size() > 1'000'000);
    CHECK(content == content_of(other_machine));
    CHECK(content != content_of(other_seed));
}

TEST_CASE("every record is of the demo, verifies, and its rows keep the dictionary's rules")
{
    std::map<std::string, std::uint64_t, std::less<>> counted;
    for (auto const& stored : usual().journal.records) {
        auto const record = to_record(stored).value();
        CHECK(record.header.demo);
        REQUIRE(verify_record(record, usual().dictionary.find(record.header.type)));
    }
    usual().each_row([&](Row const& row) {
        std::vector<Cell> cells;
        for (auto const& value : row.values) cells.push_back(as_cell(value));
        std::vector<CellProblem> problems;
        check_row(usual().dictionary, *row.type, cells, problems);
        for (auto const& problem : problems) FAIL_CHECK(row.type->name << " " << row.type->fields[problem.field].name << " " << problem.reason);
        ++counted[row.type->name];
    });
    CHECK(counted == usual().truth.rows);
}

TEST_CASE("fifteen to thirty thousand rows, with every record type that the first flows use")
{
    std::uint64_t rows = 0;
    for (auto const& [type, count] : usual().truth.rows) rows += type == "disease_count" ? 0 : count;
    CHECK(usual().truth.rows.at("disease_count") > 15'000);
    CHECK(usual().truth.rows.at("disease_count") < 19'000);
    CHECK(rows > 9'500);
    CHECK(rows < 30'000);
    for (auto const* type : {"place",    "population", "organisation",   "facility",  "programme",         "member",     "source_coverage",
                             "choice",   "gathering",  "attendance",     "voice",     "trust_answer",      "commitment", "commitment_test",
                             "incident", "account",    "reporter_watch", "calm_rule", "access_constraint", "visit",      "service_count", "evaluation_plan", "hazard_reading", "warning",
                             "facility_report", "facility_status", "health_care_attack", "disease_count", "asset", "stock_count", "stock_move", "referral", "referral_step"}) {
        CAPTURE(type);
        CHECK(usual().truth.rows.count(type) == 1);
    }
}

TEST_CASE("142 health facilities, five mobile clinics, thirty commitments and two hundred movements")
{
    std::map<std::string, int> kinds;
    for (auto const& facility : usual().rows("facility")) ++kinds[facility.text("kind")];
    CHECK(kinds.at("mobile_clinic") == 5);
    CHECK(usual().truth.rows.at("facility") == 147);
    CHECK(usual().truth.facilities_fixed == 142);
    CHECK(usual().truth.clinics_mobile == 5);
    CHECK(usual().truth.rows.at("commitment") == 30);
    CHECK(usual().truth.rows.at("commitment_test") == 200);
    CHECK(usual().truth.rows.at("calm_rule") == 24);
    CHECK(usual().truth.rows.at("account") == 3);
    CHECK(usual().truth.rows.at("choice") == 1);
    CHECK(usual().truth.rows.at("evaluation_plan") == 1);
}

TEST_CASE("the evaluation plan is the first record, so that it is registered before its data; its window begins with the guarantees")
{
    auto const& records = usual().journal.records;
    auto const first = std::min_element(records.begin(), records.end(), [](auto const& a, auto const& b) { return a.hlc < b.hlc; });
    REQUIRE(first != records.end());
    auto const plans = usual().rows("evaluation_plan");
    REQUIRE(plans.size() == 1);
    CHECK(plans[0].address.record == first->id);
    auto const& truth = usual().truth;
    CHECK(plans[0].text("name") == truth.plan.name);
    CHECK(plans[0].text("places") == "ML0507 ML0407");
    CHECK(plans[0].day("first_day") == truth.cercles[0].guarantees_from.first_day());
    CHECK(plans[0].day("last_day") <= truth.sources[1].last_day);  // the paper covers all of it
    // 6,500 at 0.35 and 5,500 at 0.30, every month alike: (6500 * 0.35 + 5500 * 0.30) / 12000.
    CHECK(truth.plan.true_ratio_thousandths == 327);
}

TEST_CASE("no text names a people, an armed actor or a faith, and no side or actor is filled in")
{
    std::vector<std::string_view> const forbidden{
        "peul",     "fulani",     "fulbe",    "foulani",  "dogon",   "bambara", "bamana",       "bamanan", "touareg", "tuareg",
        "tamasheq", "bozo",       "songhai",  "songhaï",  "sonrhaï", "bobo",    "bwa",          "malinké", "soninké", "sarakolé",
        "sénoufo",  "minianka",   "arabe",    "maure",    "dozo",    "donso",   "jihad",        "djihad",  "jnim",    "gsim",
        "isgs",     "eigs",       "aqmi",     "katiba",   "daesh",   "wagner",  "africa corps", "fama ",   "milice",  "groupe armé",
        "terroris", "ambassagou", "musulman", "chrétien", "islam",   "mosquée", "église",       "imam",    "ethni"};
    usual().each_row([&](Row const& row) {
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            auto const* text = std::get_if<std::string>(&row.values[i]);
            if (text == nullptr || row.type->fields[i].kind == FieldKind::link || row.type->fields[i].kind == FieldKind::geometry) continue;
            auto const folded = lower(*text);
            for (auto const word : forbidden)
                if (folded.find(word) != std::string::npos) FAIL_CHECK(row.type->name << "." << row.type->fields[i].name << ": " << *text);
        }
    });
    for (auto const& incident : usual().rows("incident"))
        for (auto const* field :
             {"side_a", "side_b", "actor_1", "actor_2", "assoc_actor_1", "assoc_actor_2", "conflict_name", "dyad_name", "deaths_a", "deaths_b"})
            CHECK_FALSE(incident.has(field));
    for (auto const& commitment : usual().rows("commitment")) CHECK(commitment.text("guarantor").starts_with("Garant-Démo "));
    for (auto const& watch : usual().rows("reporter_watch")) CHECK(watch.text("reporter").starts_with("Veilleur-Démo "));
}

TEST_CASE("the members' tokens are the public ones of docs/demo.md")
{
    std::ifstream page{std::filesystem::path{ACCALMIE_SOURCE_DIR} / "docs/demo.md"};
    std::string const text{std::istreambuf_iterator<char>{page}, {}};
    std::map<std::string, std::string> hashes;
    for (auto const& member : usual().rows("member"))
        hashes[member.text("role")] = member.has("token_hash") ? member.text("token_hash") : hashes[member.text("role")];
    for (auto const& [role, token] : std::map<std::string, std::string>{{"coordinator", "demo-coordinator"},
                                                                        {"district_health", "demo-district"},
                                                                        {"researcher", "demo-researcher"},
                                                                        {"nurse", "demo-nurse"},
                                                                        {"forum_officer", "demo-forum"},
                                                                        {"donor", "demo-donor"},
                                                                        {"lead", "demo-lead"}}) {
        CAPTURE(role);
        CHECK(hashes[role] == token_hash(token));
        CHECK(text.find("`" + token + "`") != std::string::npos);
    }
}

TEST_CASE("corrections by a colleague dispute, a choice settles, and a stranger's word stands beside")
{
    std::map<std::string, std::string> organisations;
    for (auto const& member : usual().rows("member")) organisations[member.text("key")] = member.text("organisation");
    std::vector<Version> versions;
    for (auto const& row : usual().rows("incident"))
        versions.push_back({row.address, row.author, organisations[row.author.hex()], row.hlc, row.replaces});
    std::vector<Choice> choices;
    for (auto const& row : usual().rows("choice")) {
        auto const chosen = row.text("chosen");
        choices.push_back({{RecordId::parse(chosen.substr(0, 64)).value(), static_cast<std::uint32_t>(std::stoul(chosen.substr(65)))}, row.hlc});
    }
    auto const states = resolve(versions, choices);
    std::map<RecordAddress, VersionState> state;
    std::map<VersionState, int> count;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        state[versions[i].address] = states[i];
        ++count[states[i]];
    }
    auto const& truth = usual().truth.disagreements;
    CHECK(state.at(truth.open.value()) == VersionState::disputed);
    CHECK(state.at(truth.settled.value()) == VersionState::replaced);
    CHECK(state.at(truth.settled_on.value()) == VersionState::current);
    CHECK(state.at(truth.rival.value()) == VersionState::rival);
    CHECK(state.at(truth.told_three_times) == VersionState::current);
    CHECK(count[VersionState::disputed] == 1);
    CHECK(count[VersionState::contender] == 2);
    CHECK(count[VersionState::rival] == 1);
    for (auto const& account : usual().rows("account")) CHECK(account.text("incident") == truth.told_three_times.record.hex());
}

TEST_CASE("with the owner's pen alone the programme is whole but for the corrections of others")
{
    DemoWorld world;
    auto owner = world.pen(world.owner_key);
    auto const truth = write_demo(owner, world.dictionary, options());
    REQUIRE(truth);
    CHECK_FALSE(truth->disagreements.open);
    CHECK_FALSE(truth->disagreements.settled);
    CHECK_FALSE(truth->disagreements.rival);
    CHECK(truth->rows.at("incident") == usual().truth.rows.at("incident") - 5);
    CHECK(truth->rows.count("choice") == 0);
    CHECK(truth->communities.size() == 24);
}

TEST_CASE("links point to rows that were written before, of the type that the dictionary names")
{
    std::map<std::string, std::string> types;
    std::uint64_t links = 0;
    usual().each_row([&](Row const& row) {
        types[row.address.record.hex() + ":" + std::to_string(row.address.row)] = row.type->name;
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            auto const* text = std::get_if<std::string>(&row.values[i]);
            if (row.type->fields[i].kind != FieldKind::link || text == nullptr) continue;
            auto const found = types.find(text->size() == 64 ? *text + ":0" : *text);
            REQUIRE_MESSAGE(found != types.end(), row.type->name << "." << row.type->fields[i].name);
            CHECK(found->second == row.type->fields[i].target);
            ++links;
        }
    });
    CHECK(links > 5'000);
}

TEST_CASE("what cannot be made is refused before anything is written")
{
    DemoWorld world;
    auto refused = [&](DemoOptions const& wrong) {
        auto const result = world.try_write(wrong);
        REQUIRE_FALSE(result);
        CHECK(world.journal.records.empty());
        return result.error().kind;
    };
    CHECK(refused(options(1, "2026-06-17", 0)) == Error::Kind::limit);
    CHECK(refused(options(1, "2026-06-17", DemoOptions::scale_max + 1)) == Error::Kind::limit);
    CHECK(refused(options(1, "1909-12-31")) == Error::Kind::invalid);
    CHECK(refused(options(1, "2181-01-01")) == Error::Kind::invalid);
}

TEST_CASE("without the key of an audience, or with another dictionary, the demo says so")
{
    DemoWorld world;
    world.keys.erase("informants");
    auto const denied = world.try_write(options());
    REQUIRE_FALSE(denied);
    CHECK(denied.error().kind == Error::Kind::denied);

    DemoWorld other;
    Dictionary const empty;
    auto owner = other.pen(other.owner_key);
    auto const missing = write_demo(owner, empty, options());
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind == Error::Kind::missing);
}

TEST_CASE("progress only grows, ends whole, and was announced to within a tenth")
{
    DemoWorld world;
    auto wanted = options(3, "2026-06-17", 2);
    std::uint64_t last = 0, announced = 0, total_at_end = 0;
    wanted.progress = [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done >= last);
        CHECK(done <= total);
        if (announced == 0) announced = total;
        last = done;
        total_at_end = total;
    };
    world.write(wanted);
    std::uint64_t rows = 0;
    for (auto const& [type, count] : world.truth.rows) rows += count;
    CHECK(last == rows);
    CHECK(total_at_end == rows);
    CHECK(static_cast<double>(announced) == doctest::Approx(static_cast<double>(rows)).epsilon(0.1));
}
