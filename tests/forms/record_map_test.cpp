// SPDX-License-Identifier: Apache-2.0
#include "forms/record_rows.hpp"

#include "core/base64url.hpp"
#include "forms/xls_compile.hpp"
#include "forms/xls_markdown.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

Dictionary const& dictionary()
{
    static Dictionary const base = Dictionary::base();
    return base;
}

std::string form_of(std::string const& record, std::string const& binds, std::string const& body = {})
{
    return "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa' "
           "xmlns:a='https://accalmie.org/forms/2026' xmlns:odk='http://www.opendatakit.org/xforms'><h:head><h:title>T</h:title><model><instance>" +
           record + "</instance>" + binds + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

FormRules loaded(std::string const& xml)
{
    auto form = FormRules::load(as_bytes(xml), {});
    INFO(xml);
    REQUIRE_MESSAGE(form.has_value(), (form ? std::string{} : form.error().text()));
    return std::move(*form);
}

/// A visit with the services given on it, each of a repeat.
std::string visit_form()
{
    return form_of("<data id='v' version='1' a:record='visit'><place/><day/><team/><what/><comment/><start/>"
                   "<done a:record='service_count'><service/><species/><sex/><age_band/><residence/><place/><day/><people_or_animals/></done>"
                   "<meta><instanceID/></meta></data>",
                   "<bind nodeset='/data/day' type='date'/><bind nodeset='/data/what' a:field='kind'/><bind nodeset='/data/done/people_or_animals' type='int'/>"
                   "<bind nodeset='/data/done/place' calculate='/data/place'/><bind nodeset='/data/done/day' calculate='/data/day'/><bind nodeset='/data/comment'/>"
                   "<bind nodeset='/data/start' a:field='-'/>",
                   "<input ref='/data/team'><label>T</label></input>"
                   "<group ref='/data/done'><repeat nodeset='/data/done'><input ref='/data/done/people_or_animals'><label>N</label></input></repeat></group>");
}

std::string service(std::string const& people, std::string const& code = "vaccination")
{
    return "<done><service>" + code + "</service><species>human</species><sex>female</sex><age_band>1_4</age_band><residence>host</residence><place>ML0507</place>"
           "<day>2026-01-15</day><people_or_animals>" + people + "</people_or_animals></done>";
}

std::string visit(std::string const& inside, std::string const& place = "ML0507", std::string const& day = "2026-01-15")
{
    return "<data id='v' version='1'><place>" + place + "</place><day>" + day + "</day><team>A</team><what>mobile_clinic</what>" + inside + "<meta><instanceID>uuid:1</instanceID></meta></data>";
}

std::vector<AnsweredRow> rows(RecordMap const& map, std::string const& xml)
{
    auto made = rows_of(map, dictionary(), as_bytes(xml), {"cod-ab-2021"});
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string{} : made.error().text()));
    return std::move(*made);
}

std::string errors(RecordMap const& map)
{
    std::string text;
    for (auto const& finding : map.findings)
        if (finding.weight == MapFinding::Weight::error) text += finding.path + ": " + finding.what + "\n";
    return text;
}

bool says(RecordMap const& map, std::string_view path, std::string_view what)
{
    return std::any_of(map.findings.begin(), map.findings.end(), [&](auto const& finding) { return finding.path == path && finding.what.find(what) != std::string::npos; });
}

accalmie::Value cell(AnsweredRow const& row, std::string_view type, std::string_view field) { return row.cells.at(*dictionary().find(type)->index_of(field)); }

/// A code that each list surely has.
std::string first_code(std::string_view type, std::string_view field)
{
    return dictionary().list(dictionary().find(type)->find(field)->list)->codes.front().code;
}

}  // namespace

TEST_CASE("a form says which records it makes: by name, by accalmie:field, one for each repeat, linked to what is around")
{
    auto const map = map_of(loaded(visit_form()), dictionary());
    CHECK(errors(map) == "");
    REQUIRE(map.records.size() == 2);
    CHECK(map.records[0].type == "visit");
    CHECK(map.records[1].around == 0);
    REQUIRE(map.records[1].links.size() == 1);
    CHECK(dictionary().find("service_count")->fields[map.records[1].links[0].field].name == "visit");
    CHECK(says(map, "/data/comment", "stay in the submission"));
    CHECK_FALSE(says(map, "/data/start", "stay in the submission"));
    CHECK(map.text(dictionary()).find("/data/done is service_count:") != std::string::npos);
}

TEST_CASE("a submission becomes typed rows, the place with the ground's version, each repeat with its place")
{
    auto const map = map_of(loaded(visit_form()), dictionary());
    auto const code = first_code("service_count", "service");
    auto const made = rows(map, visit(service("12", code) + service("7", code)));
    REQUIRE(made.size() == 3);
    CHECK(made[0].path == "/data");
    CHECK(made[2].path == "/data/done[2]");
    CHECK(made[2].around == 0);
    CHECK(cell(made[0], "visit", "place") == accalmie::Value{"ML0507@cod-ab-2021"});
    CHECK(cell(made[0], "visit", "day") == accalmie::Value{*parse_day("2026-01-15")});
    CHECK(cell(made[2], "service_count", "people_or_animals") == accalmie::Value{std::int64_t{7}});
    std::vector<std::uint32_t> const second{2};
    CHECK(row_of(map, made, "/data/done/people_or_animals", second) == 2);
    CHECK(row_of(map, made, "/data/comment", {}) == 0);
    CHECK(row_of(map, rows(map, visit(service("1", code))), "/data/done", {}) == 0);
    CHECK(rows(map, visit(service("1", code)))[1].path == "/data/done[1]");
}

TEST_CASE("an answer that cannot be read sets aside its field, or its row where the field is required, and nothing else; its text is told nowhere")
{
    auto const map = map_of(loaded(visit_form()), dictionary());
    auto const code = first_code("service_count", "service");
    auto const made = rows(map, visit(service("marker-7", code) + service("3", "marker-8") + service("4", code) + service("99999999999", code)));
    REQUIRE(made.size() == 5);
    CHECK_FALSE(made[0].is_refused);
    CHECK(made[1].is_refused);
    CHECK(made[2].is_refused);
    CHECK_FALSE(made[3].is_refused);
    CHECK(made[4].is_refused);
    REQUIRE_FALSE(made[1].problems.empty());
    CHECK(made[1].problems[0].kind == RowProblem::Kind::unreadable);
    CHECK(made[1].problems[0].path == "/data/done[1]/people_or_animals");
    CHECK(made[1].problems[0].reason == "no whole number");
    CHECK(made[2].problems.at(0).reason == "not a code of the list service");
    CHECK(made[4].problems.at(0).reason == "outside 0 to 10000000");
    for (auto const& row : made)
        for (auto const& problem : row.problems) CHECK((problem.path + problem.field + problem.reason).find("marker") == std::string::npos);
    auto const without_day = rows(map, visit("", "ML0507", ""));
    CHECK(without_day[0].is_refused);
    CHECK(without_day[0].problems.at(0).reason == "required and not said");
    CHECK(without_day[0].problems.at(0).path == "/data/day");
    auto const long_team = rows(map, "<data><place>ML0507</place><day>2026-01-15</day><team>" + std::string(300, 'x') + "</team><what>mobile_clinic</what></data>");
    CHECK_FALSE(long_team[0].is_refused);
    CHECK(long_team[0].problems.at(0).field == "team");
    CHECK(cell(long_team[0], "visit", "team") == accalmie::Value{});
}

TEST_CASE("a group or a repeat in which nothing is answered makes no row that counts")
{
    auto const map = map_of(loaded(visit_form()), dictionary());
    auto const made = rows(map, visit("<done><service/><people_or_animals> </people_or_animals></done>"));
    REQUIRE(made.size() == 2);
    CHECK(made[0].is_answered);
    CHECK_FALSE(made[1].is_answered);
    CHECK(made[1].problems.empty());
}

TEST_CASE("the check names every kind of mistake")
{
    auto const map = map_of(loaded(form_of("<data id='v' a:record='visit'><place/><day/><kind/><when/><team/><no/><again/>"
                                           "<g a:record='visitt'><x/></g><r><q/><in a:record='voice'><words/></in></r><leaf a:record='voice'/></data>",
                                           "<bind nodeset='/data/day' type='int'/><bind nodeset='/data/no' a:field='nothing'/><bind nodeset='/data/again' a:field='team'/>"
                                           "<bind nodeset='/data/r/q' a:field='team'/>",
                                           "<select1 ref='/data/kind'><item><label>A</label><value>mobil</value></item></select1><repeat nodeset='/data/r'/>")),
                            dictionary());
    CHECK(says(map, "/data/day", "cannot fill in day"));
    CHECK(says(map, "/data/kind", "choices that are not in the dictionary's list visit_kind: mobil"));
    CHECK(says(map, "/data/no", "no field \"nothing\""));
    CHECK(says(map, "/data/again", "two questions for the field team"));
    CHECK(says(map, "/data/g", "no record type \"visitt\""));
    CHECK(says(map, "/data/r/q", "inside a repeat that is no record"));
    CHECK(says(map, "/data/r/in", "a record inside a repeat that is none"));
    CHECK(says(map, "/data/leaf", "accalmie:record on a question"));
    CHECK(map.error_count() == 8);
    auto const bare = map_of(loaded(form_of("<data id='v' a:record='visit'><place/></data>", "")), dictionary());
    CHECK(says(bare, "/data", "no question fills in the required field day"));
    CHECK(says(bare, "/data", "no question fills in the required field kind"));
    CHECK(map_of(loaded(form_of("<data id='v'><place/></data>", "")), dictionary()).records.empty());
}

TEST_CASE("an XLSForm says it in columns that pyxform knows, and a position fills two fields")
{
    auto const book = read_markdown(R"(
| survey | | | | | | |
| | type | name | label | instance::accalmie:record | bind::accalmie:field | calculation |
| | begin repeat | meeting | Rencontre | gathering | | |
| | select_one k | sort | Genre | | kind | |
| | date | day | Jour | | | |
| | text | place | Lieu | | | |
| | geopoint | where | Où | | latitude longitude | |
| | begin repeat | present | Présents | attendance | | |
| | select_one s | sex | Sexe | | | |
| | calculate | group | | | | 'women' |
| | calculate | age_band | | | | 'adult' |
| | calculate | residence | | | | 'resident' |
| | integer | people | Combien | | | |
| | end repeat | | | | | |
| | end repeat | | | | | |
| choices | | | |
| | list_name | name | label |
| | k | dialogue | D |
| | s | female | F |
| settings | | | | |
| | form_id | form_title | version | namespaces |
| | f | F | 1 | accalmie="https://accalmie.org/forms/2026" |
)");
    REQUIRE(book.has_value());
    auto const compiled = compile_form(*book, {.form_name = {}, .file_stem = "f"});
    REQUIRE(compiled.is_good());
    auto const map = map_of(loaded(compiled.xform), dictionary());
    REQUIRE(map.records.size() == 2);
    CHECK(map.records[0].type == "gathering");
    CHECK(map.records[1].around == 0);
    INFO(errors(map));
    auto const made = rows(map, "<data id='f'><meeting><sort>dialogue</sort><day>2026-02-01</day><place>ML0507@cod-ab-2021</place><where>14.5 -4.25 0 0</where>"
                                "<present><sex>female</sex><people>3</people></present></meeting><meeting><where>rubbish</where></meeting></data>");
    REQUIRE(made.size() == 3);
    CHECK(cell(made[0], "gathering", "latitude") == accalmie::Value{14.5});
    CHECK(cell(made[0], "gathering", "longitude") == accalmie::Value{-4.25});
    CHECK(made[1].path == "/data/meeting[1]/present[1]");
    CHECK(made[2].problems.at(0).reason == "no position");
}

namespace {

std::string sealed_form(std::string const& extra_binds = {})
{
    return form_of("<data id='c' a:record='commitment'><guarantor_role/><guarantor/><to/><kind/><what/><place/><from/><made_on/><until/><copy/>"
                   "<meta><instanceID/><instanceName/><audit/></meta></data>",
                   "<bind nodeset='/data/from' type='date'/><bind nodeset='/data/made_on' type='date'/><bind nodeset='/data/until' type='date' constraint='. &gt; /data/from'/>"
                   "<bind nodeset='/data/what' relevant=\"/data/guarantor = 'X'\"/>" + extra_binds);
}

std::string promise(std::string const& guarantor, std::string const& until)
{
    return "<data id='c'><guarantor>" + guarantor + "</guarantor><what>w</what><place>ML0507</place><from>2026-01-01</from><until>" + until + "</until></data>";
}

}  // namespace

TEST_CASE("a sealed answer may not flow into clear: calculations, instance names, audit logs")
{
    CHECK(map_of(loaded(sealed_form()), dictionary()).sealed.size() == 2);
    CHECK_FALSE(says(map_of(loaded(sealed_form()), dictionary()), "/data/copy", "in clear"));
    auto const leaking = map_of(loaded(sealed_form("<bind nodeset='/data/copy' calculate='concat(/data/guarantor, 1)'/><bind nodeset='/data/meta/instanceName' calculate='../../guarantor'/>"
                                                   "<bind nodeset='/data/meta/audit' odk:track-changes='true'/>")),
                                dictionary());
    CHECK(says(leaking, "/data/copy", "in clear"));
    CHECK(says(leaking, "/data/meta/instanceName", "in clear"));
    CHECK(says(leaking, "/data/meta/audit", "audit log"));
    auto const other_audience = map_of(loaded(sealed_form("<bind nodeset='/data/until' calculate='/data/guarantor'/>")), dictionary());
    CHECK(says(other_audience, "/data/until", "in clear"));
}

TEST_CASE("answers are sealed in the text of the submission, once, and whatever is not sealed goes nowhere")
{
    auto const form = loaded(sealed_form());
    auto const map = map_of(form, dictionary());
    std::size_t asked = 0;
    Sealer const seal = [&](std::string_view text, std::string_view audience) -> Result<Bytes> {
        ++asked;
        CHECK((audience == "guarantors" || audience == "movements"));
        return Bytes(text.size() + 64, std::uint8_t{7});
    };
    auto const sealed = seal_answers(promise("<![CDATA[Amadou]]> &amp; fils", "2026-05-01"), map.sealed, seal);
    REQUIRE(sealed.has_value());
    CHECK(sealed->sealed == 2);
    CHECK(sealed->xml.find("Amadou") == std::string::npos);
    CHECK(sealed->xml.find("2026-05-01") == std::string::npos);
    CHECK(sealed->xml.find("<place>ML0507</place>") != std::string::npos);
    auto const again = seal_answers(sealed->xml, map.sealed, seal);
    CHECK(again->sealed == 0);
    CHECK(again->xml == sealed->xml);
    CHECK(asked == 2);
    auto const made = rows(map, sealed->xml);
    CHECK(made[0].boxes.size() == 2);
    for (auto const& problem : made[0].problems) CHECK(problem.field != "guarantor");
    auto const open = rows(map, promise("Amadou", ""));
    CHECK(open[0].boxes.empty());
    CHECK(std::any_of(open[0].problems.begin(), open[0].problems.end(), [](auto const& problem) { return problem.reason == "not sealed for the audience guarantors"; }));
    CHECK(cell(open[0], "commitment", "guarantor") == accalmie::Value{});
    // What only looks sealed is sealed as it is, and so is a box for another audience.
    CHECK(seal_answers(promise("accalmie-sealed:guarantors:Amadou", ""), map.sealed, seal)->sealed == 1);
    CHECK(seal_answers(promise(write_sealed_answer({"movements", Bytes(64, 1)}), ""), map.sealed, seal)->sealed == 1);
}

TEST_CASE("a rule that looks at a sealed answer is not asked; all others are")
{
    auto const form = loaded(sealed_form());
    auto const box = write_sealed_answer({"guarantors", Bytes(112, 1)}), day = write_sealed_answer({"movements", Bytes(112, 1)});
    auto const report = form.evaluate(as_bytes(promise(box, day)), {});
    REQUIRE(report.has_value());
    CHECK(report->flags.empty());
    CHECK(report->unreadable.empty());
    CHECK(std::any_of(report->unchecked.begin(), report->unchecked.end(), [](auto const& rule) { return rule.path == "/data/what" && rule.reason == "it looks at a sealed answer"; }));
    auto const plain = form.evaluate(as_bytes(promise("Y", "2025-01-01")), {});
    CHECK(plain->flags.size() == 2);
}

TEST_CASE("base64url has one spelling for each octets")
{
    for (std::size_t size = 0; size < 70; ++size) {
        Bytes octets(size);
        for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 37 + size);
        auto const text = to_base64url(octets);
        CHECK(text.find_first_of("=+/") == std::string::npos);
        CHECK(*from_base64url(text) == octets);
    }
    CHECK(to_base64url(as_bytes("\xfb\xff")) == "-_8");
    CHECK_FALSE(from_base64url("-_9").has_value());
    CHECK_FALSE(from_base64url("A").has_value());
    CHECK_FALSE(from_base64url("AA=").has_value());
}
