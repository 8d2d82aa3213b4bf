// SPDX-License-Identifier: Apache-2.0
#include "facts/world.hpp"
#include "support/plain_disk.hpp"
#include "trust/crypto.hpp"
#include "workspace/form_readings.hpp"
#include "workspace/sealed_intake.hpp"

using namespace accalmie;
using namespace accalmie::test;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() override { return *parse_instant("2026-06-30T12:00:00Z"); }
};

std::string form_of(std::string const& id, std::string const& record, std::string const& binds, std::string const& body = {})
{
    return "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' xmlns:a='https://accalmie.org/forms/2026'><h:head><h:title>T</h:title><model><instance>"
           "<data id='" + id + "' version='1'" + record + "<meta><instanceID/></meta></data></instance>" + binds + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

std::string voice_form()
{
    return form_of("v", "><one a:record='voice'><day/><place/><group/><topic/><kind/><words/></one>", "<bind nodeset='/data/one/day' type='date'/><bind nodeset='/data/one/words' constraint=\". != 'x'\"/>",
                   "<repeat nodeset='/data/one'/>");
}

std::string code(Dictionary const& dictionary, std::string_view type, std::string_view field) { return dictionary.list(dictionary.find(type)->find(field)->list)->codes.front().code; }

struct Bench {
    Folder folder;
    PlainDisk disk;
    FixedClock clock;
    SeededRandom random{11};
    Machine machine{disk, clock, random};
    std::unique_ptr<Workspace> workspace;
    Submissions submissions{[this](std::function<Result<void>(Recorder&)> const& work) { return workspace->collect(work); }};

    Bench()
    {
        REQUIRE(Workspace::init(folder / "space", {.name = "Essai"}, machine));
        workspace = must(Workspace::open(folder / "space", machine));
    }

    void publish(std::string xform) { must(publish_form(*workspace, {std::move(xform), {}, false})); }

    std::string voices(std::string const& instance, std::vector<std::string> const& words, std::string const& replaces = {}) const
    {
        auto const& dictionary = workspace->dictionary();
        std::string xml = "<data id='v' version='1'>";
        for (auto const& one : words)
            xml += "<one><day>2026-01-01</day><place>ML0507@cod-ab-2021</place><group>" + code(dictionary, "voice", "group") + "</group><topic>" + code(dictionary, "voice", "topic") +
                   "</topic><kind>" + code(dictionary, "voice", "kind") + "</kind><words>" + one + "</words></one>";
        return xml + "<meta><instanceID>" + instance + "</instanceID>" + (replaces.empty() ? "" : "<deprecatedID>" + replaces + "</deprecatedID>") + "</meta></data>";
    }

    void send(std::string xml, std::string const& by = "awa") { must(submissions.take({std::move(xml), {}, by})); }

    std::vector<std::string> said()
    {
        std::vector<std::string> words;
        for (auto const& row : must(workspace->facts().query("select words from voice order by words")).rows) words.push_back(std::get<std::string>(row[0]));
        return words;
    }

    std::int64_t count(std::string const& sql) { return std::get<std::int64_t>(must(workspace->facts().query(sql)).rows.at(0)[0]); }
};

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("what nobody has read becomes records once, however often and by whomever it is read")
{
    Bench bench;
    bench.publish(voice_form());
    for (int i = 0; i < 300; ++i) bench.send(bench.voices("uuid:" + std::to_string(i), {"a", "b"}));
    FormReader first{*bench.workspace}, second{*bench.workspace};
    auto const one = must(first.step());
    CHECK(one.submissions == 256);
    CHECK(one.records == 512);
    CHECK(must(second.step()).submissions == 44);
    CHECK(must(first.all()).submissions == 0);
    CHECK(must(FormReader{*bench.workspace}.all()).submissions == 0);
    CHECK(bench.count("select count(*) from every.voice") == 600);
    CHECK(bench.count("select count(*) from submission_reading where outcome = 'read' and records = 2") == 300);
    CHECK(bench.count("select count(*) from made_record m join voice v on v._record = m.record join submission s on m.submission = s._record || ':' || s._row") == 600);
}

TEST_CASE("a correction corrects, adds and withdraws; one by somebody else does nothing and is told")
{
    Bench bench;
    bench.publish(voice_form());
    FormReader reader{*bench.workspace};
    bench.send(bench.voices("uuid:1", {"a", "b"}));
    bench.send(bench.voices("uuid:2", {"a", "c", "d"}, "uuid:1"));
    auto summary = must(reader.all());
    CHECK(bench.said() == Said{"a", "c", "d"});
    CHECK(summary.retracted == 0);
    bench.send(bench.voices("uuid:3", {"a"}, "uuid:2"));
    summary = must(reader.all());
    CHECK(summary.records == 0);
    CHECK(summary.retracted == 2);
    CHECK(bench.said() == Said{"a"});
    bench.send(bench.voices("uuid:4", {"z"}, "uuid:3"), "moussa");
    summary = must(reader.all());
    CHECK(summary.without == 1);
    CHECK(bench.said() == Said{"a"});
    CHECK(bench.count("select count(*) from submission_flag where kind = 'not_theirs'") == 1);
    bench.send(bench.voices("uuid:late-2", {"new"}, "uuid:late"));
    bench.send(bench.voices("uuid:late", {"old"}));
    must(reader.all());
    CHECK(bench.said() == Said{"a", "new"});
    CHECK(must(bench.workspace->facts().rebuild(bench.workspace->journal())).records > 0);
    CHECK(bench.said() == Said{"a", "new"});
}

TEST_CASE("a broken rule is a flag on its record until a correction settles it; unknown forms and drafts make nothing and say so")
{
    Bench bench;
    bench.publish(voice_form());
    FormReader reader{*bench.workspace};
    bench.send(bench.voices("uuid:1", {"x", "y"}));
    CHECK(must(reader.all()).flags == 1);
    CHECK(bench.count("select count(*) from flagged_record f join voice v on v._record = f._record where v.words = 'x'") == 1);
    bench.send(bench.voices("uuid:2", {"w", "y"}, "uuid:1"));
    must(reader.all());
    CHECK(bench.said() == Said{"w", "y"});
    CHECK(bench.count("select count(*) from flagged_record") == 0);
    bench.send("<data id='unknown'><meta><instanceID>uuid:9</instanceID></meta></data>");
    CHECK(must(reader.all()).without == 1);
    CHECK(bench.count("select count(*) from submission_reading where outcome = 'unknown form or version'") == 1);
}

TEST_CASE("a form that names what it cannot make is not published")
{
    Bench bench;
    auto const refused = publish_form(*bench.workspace, {form_of("w", " a:record='voice'><day/>", "<bind nodeset='/data/day' type='int'/>"), {}, false});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::invalid);
    CHECK(refused.error().what.find("more errors") != std::string::npos);
    CHECK(must(published_forms(*bench.workspace)).empty());
}

TEST_CASE("a sealed answer is a box from the moment it comes in to the record, and whoever holds the key reads it")
{
    Bench bench;
    auto const& dictionary = bench.workspace->dictionary();
    bench.publish(form_of("c", " a:record='commitment'><guarantor_role/><guarantor/><to/><kind/><what/><place/><from/><until/><made_on/>",
                          "<bind nodeset='/data/from' type='date'/><bind nodeset='/data/until' type='date'/><bind nodeset='/data/made_on' type='date'/>"));
    auto const xml = [&](std::string const& guarantor, std::string const& instance) {
        return "<data id='c' version='1'><guarantor_role>" + code(dictionary, "commitment", "guarantor_role") + "</guarantor_role><guarantor>" + guarantor + "</guarantor><to>" +
               code(dictionary, "commitment", "to") + "</to><kind>" + code(dictionary, "commitment", "kind") +
               "</kind><what>w</what><place>ML0507@cod-ab-2021</place><from>2026-01-01</from><until>2026-05-01</until><made_on>2026-01-01</made_on><meta><instanceID>" + instance +
               "</instanceID></meta></data>";
    };
    SealedIntake intake{*bench.workspace};
    auto const published = must(published_forms(*bench.workspace)).at(0);
    CHECK_FALSE(must(intake.may_be_offered(published)));
    must(accept_form(*bench.workspace, {"c", "Ina", "J’accepte."}));
    CHECK(must(intake.may_be_offered(published)));
    auto const one = must(intake.guarded({xml("Amadou &amp; fils", "uuid:1"), {}, "awa"})), again = must(intake.guarded({xml("Amadou &amp; fils", "uuid:1"), {}, "awa"}));
    CHECK(one.xml.find("Amadou") == std::string::npos);
    CHECK(one.xml.find("2026-05-01") == std::string::npos);
    CHECK(one.xml != again.xml);
    REQUIRE(one.identity.has_value());
    CHECK(one.identity == again.identity);
    CHECK(one.identity != hash_of(as_bytes(xml("Amadou &amp; fils", "uuid:1"))));
    CHECK(must(bench.submissions.take(one)).taken == Taken::added);
    CHECK(must(bench.submissions.take(again)).taken == Taken::already);
    // The browser's own box: what comes sealed is kept as it is.
    auto const box = must(seal(padded_answer("Fatou"), bench.workspace->audience_keys().find("guarantors")->second, bench.random));
    auto const theirs = must(intake.guarded({xml(forms::write_sealed_answer({"guarantors", box}), "uuid:2"), {}, "awa"}));
    CHECK(theirs.xml.find(forms::write_sealed_answer({"guarantors", box})) != std::string::npos);
    must(bench.submissions.take(theirs));
    auto const summary = must(FormReader{*bench.workspace}.all());
    CHECK(summary.records == 2);
    CHECK(summary.set_aside == 0);
    CHECK(bench.count("select count(*) from commitment where guarantor is null and guarantor_sealed and until is null and until_sealed") == 2);
    std::vector<std::string> opened;
    for (auto const& [address, value] : must(bench.workspace->open_sealed_field("commitment", "guarantor"))) opened.push_back(std::get<std::string>(value));
    std::sort(opened.begin(), opened.end());
    CHECK(opened == Said{"Amadou & fils", "Fatou"});
    for (auto const& [address, value] : must(bench.workspace->open_sealed_field("commitment", "until"))) CHECK(value == Value{*parse_day("2026-05-01")});
    CHECK(accept_form(*bench.workspace, {"v", "Ina", "x"}).error().kind == Error::Kind::invalid);
}

TEST_CASE("what is written together is there whole or not at all")
{
    Bench bench;
    auto const& dictionary = bench.workspace->dictionary();
    Fields fields;
    fields["day"] = *parse_day("2026-01-01");
    fields["place"] = std::string{"ML0507@cod-ab-2021"};
    for (auto const* name : {"group", "topic", "kind"}) fields[name] = code(dictionary, "voice", name);
    auto const failed = bench.workspace->write([&](Recorder& recorder) {
        return recorder.together([&]() -> Result<void> {
            for (int i = 0; i < 1500; ++i) TRY(recorder.record_later("voice", fields));
            return Error{Error::Kind::io, "stopped", {}, {}};
        });
    });
    CHECK_FALSE(failed);
    CHECK(bench.count("select count(*) from every.voice") == 0);
    auto const done = bench.workspace->write([&](Recorder& recorder) {
        return recorder.together([&]() -> Result<void> {
            for (int i = 0; i < 1500; ++i) TRY(recorder.record_later("voice", fields));
            return {};
        });
    });
    CHECK(done);
    CHECK(bench.count("select count(*) from every.voice") == 1500);
    CHECK(must(bench.workspace->journal().verify([](StoredRecord const&) { return Result<void>{}; }, [](Error const&) {})) == 0);
}
