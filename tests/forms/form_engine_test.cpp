// SPDX-License-Identifier: Apache-2.0
#include "forms/form_engine.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

/// A form of that record, binds and body.
std::string form_of(std::string const& record, std::string const& binds, std::string const& body = {}, std::string const& more = {})
{
    return "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>T</h:title>"
           "<model><instance>" + record + "</instance>" + more + binds + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

FormRules loaded(std::string const& xml, std::vector<FormAttachment> const& files = {})
{
    auto form = FormRules::load(as_bytes(xml), files);
    INFO(xml);
    REQUIRE_MESSAGE(form.has_value(), (form ? std::string{} : form.error().text()));
    return std::move(*form);
}

SubmissionReport held(FormRules const& form, std::string const& submission, SubmissionOptions const& options = {})
{
    auto report = form.evaluate(as_bytes(submission), options);
    REQUIRE_MESSAGE(report.has_value(), (report ? std::string{} : report.error().text()));
    return std::move(*report);
}

/// "constraint /data/age" for each flag, "unreadable /data/age", "unchecked /data/age".
std::vector<std::string> said(SubmissionReport const& report)
{
    std::vector<std::string> lines;
    for (auto const& flag : report.flags) lines.push_back(std::string{flag_name(flag.kind)} + " " + flag.path);
    for (auto const& answer : report.unreadable) lines.push_back("unreadable " + answer.path);
    for (auto const& rule : report.unchecked) lines.push_back("unchecked " + rule.path);
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("each rule broken is one flag that names the question, the rule and the form's message, and no value")
{
    auto const form = loaded(form_of("<data id='f' version='1'><age/><name/><sex/><note>as it was</note><twice/><hidden/></data>",
                                     "<bind nodeset='/data/age' type='int' constraint='. &lt; 120' jr:constraintMsg=\"jr:itext('old')\"/>"
                                     "<bind nodeset='/data/name' required='true()' jr:requiredMsg='Name it'/>"
                                     "<bind nodeset='/data/sex' type='string'/>"
                                     "<bind nodeset='/data/note' readonly='true()'/>"
                                     "<bind nodeset='/data/twice' type='int' calculate='/data/age * 2'/>"
                                     "<bind nodeset='/data/hidden' relevant='/data/age &gt; 200'/>",
                                     "<select1 ref='/data/sex'><item><label>F</label><value>f</value></item><item><label>M</label><value>m</value></item></select1>",
                                     "<itext><translation lang='English' default='true()'><text id='old'><value>Too old</value></text></translation>"
                                     "<translation lang='Français (fr)'><text id='old'><value>Trop vieux</value></text></translation></itext>"));
    CHECK(form.problems().empty());
    auto const clean = held(form, "<data id='f' version='1'><age>30</age><name>A</name><sex>f</sex><note>as it was</note><twice>60</twice></data>");
    CHECK(said(clean).empty());
    CHECK(clean.answers == 5);
    SubmissionOptions french;
    french.language = "fr";
    auto const broken = held(form, "<data id='f' version='1'><age>130</age><name> </name><sex>x</sex><note>changed</note><twice>61</twice><hidden>marker-7</hidden></data>", french);
    CHECK(said(broken) == Lines{"constraint /data/age", "required /data/name", "choice /data/sex", "readonly /data/note", "calculate /data/twice", "relevance /data/hidden"});
    CHECK(broken.flags[0].message == "Trop vieux");
    CHECK(broken.flags[0].rule == ". < 120");
    CHECK(broken.flags[0].type == AnswerType::integer);
    CHECK(broken.flags[1].message == "Name it");
    CHECK(broken.flags[5].rule == "/data/age > 200");
    for (auto const& flag : broken.flags) CHECK((flag.path + flag.rule + flag.message).find("marker-7") == std::string::npos);
}

TEST_CASE("an unanswered question breaks no constraint, and one that is absent is required all the same")
{
    auto const form = loaded(form_of("<data id='f'><age/><group><inner/></group></data>",
                                     "<bind nodeset='/data/age' type='int' constraint='. &gt; 5'/><bind nodeset='/data/group' relevant=\"/data/age = '7'\"/>"
                                     "<bind nodeset='/data/group/inner' required='true()'/>"));
    CHECK(said(held(form, "<data id='f'><age/></data>")).empty());
    CHECK(said(held(form, "<data id='f'><age>7</age></data>")) == Lines{"required /data/group/inner"});
    CHECK(said(held(form, "<data id='f'><age>8</age></data>")).empty());
    CHECK(said(held(form, "<data id='f'><age>8</age><group><inner>x</inner></group></data>")) == Lines{"relevance /data/group/inner"});
}

TEST_CASE("an answer that its type cannot hold is set aside with the reason")
{
    struct Case {
        std::string type, good, bad;
    };
    for (auto const& one : {Case{"int", "-12", "12.5"}, Case{"decimal", "1.0E7", "1,5 m"}, Case{"date", "2024-02-29", "2023-02-29"},
                            Case{"dateTime", "2024-02-29T10:20:30.000+01:00", "yesterday"}, Case{"time", "10:20:30.000Z", "25:00"},
                            Case{"geopoint", "14.5 -4.2 0 5", "14.5"}, Case{"geopoint", "90 180", "91 0"}, Case{"geotrace", "1 1;2 2", "1 1"},
                            Case{"geoshape", "1 1;2 2;1 2;1 1", "1 1;2 2"}, Case{"boolean", "true", "yes"}, Case{"binary", "1600.jpg", "../../etc/passwd"}}) {
        INFO(one.type);
        auto const form = loaded(form_of("<data id='f'><a/></data>", "<bind nodeset='/data/a' type='" + one.type + "' constraint='true()'/>"));
        CHECK(said(held(form, "<data id='f'><a>" + one.good + "</a></data>")).empty());
        auto const report = held(form, "<data id='f'><a>" + one.bad + "</a></data>");
        CHECK(said(report) == Lines{"unreadable /data/a"});
        CHECK(!report.unreadable[0].reason.empty());
        CHECK(report.unreadable[0].reason.find(one.bad) == std::string::npos);
    }
}

TEST_CASE("in a repeat a question means the one beside it, and flags say which")
{
    auto const form = loaded(form_of("<data id='f'><n/><child jr:template=''><age/><adult/></child><sum/></data>",
                                     "<bind nodeset='/data/n' type='int'/><bind nodeset='/data/child/age' type='int' constraint='. &gt;= 0'/>"
                                     "<bind nodeset='/data/child/adult' calculate='if(/data/child/age &gt;= 18, 1, 0)' type='int'/>"
                                     "<bind nodeset='/data/sum' type='int' calculate='sum(/data/child/age)'/>",
                                     "<group ref='/data/child'><repeat nodeset='/data/child' jr:count='/data/n'><input ref='/data/child/age'/></repeat></group>"));
    auto const child = [](std::string const& age, std::string const& adult) { return "<child><age>" + age + "</age><adult>" + adult + "</adult></child>"; };
    CHECK(said(held(form, "<data id='f'><n>2</n>" + child("20", "1") + child("4", "0") + "<sum>24</sum></data>")).empty());
    auto const report = held(form, "<data id='f'><n>2</n>" + child("20", "1") + child("-4", "1") + child("", "0") + "<sum>16</sum></data>");
    CHECK(said(report) == Lines{"constraint /data/child[2]/age", "calculate /data/child[2]/adult", "repeat_count /data/child[1]"});
    CHECK(report.flags[0].repeat_index == std::vector<std::uint32_t>{2});
    CHECK(report.flags[0].question == "/data/child/age");
}

TEST_CASE("relevance that hangs on relevance settles, whatever the order of the binds")
{
    auto const form = loaded(form_of("<data id='f'><a/><b/><c/><d/></data>", "<bind nodeset='/data/d' relevant=\"/data/c = 'y'\"/><bind nodeset='/data/c' relevant=\"/data/b = 'y'\"/>"
                                                                          "<bind nodeset='/data/b' relevant=\"/data/a = 'y'\"/>"));
    CHECK(said(held(form, "<data id='f'><a>y</a><b>y</b><c>y</c><d>x</d></data>")).empty());
    // b is not asked, so that c and d are not either, although their own conditions hold by what was sent.
    CHECK(said(held(form, "<data id='f'><a>n</a><b>y</b><c>y</c><d>x</d></data>")) == Lines{"relevance /data/b", "relevance /data/c", "relevance /data/d"});
}

TEST_CASE("thousands of questions and of repeats are all asked")
{
    std::string record, binds, answers;
    for (int i = 0; i < 3000; ++i) {
        auto const name = "q" + std::to_string(i);
        record += "<" + name + "/>";
        answers += "<" + name + ">5</" + name + ">";
        binds += "<bind nodeset='/data/" + name + "' type='int' constraint='. &lt; 9'" + (i == 0 ? "" : " relevant='/data/q" + std::to_string(i - 1) + " &gt; 0'") + "/>";
    }
    for (int i = 0; i < 2000; ++i) answers += "<c><a>5</a><p>" + std::to_string(i + 1) + "</p></c>";
    auto const form = loaded(form_of("<data id='f'>" + record + "<c jr:template=''><a/><p/></c></data>", binds + "<bind nodeset='/data/c/p' calculate='position(..)'/>",
                                     "<repeat nodeset='/data/c'/>"));
    auto const report = held(form, "<data id='f'>" + answers + "</data>");
    CHECK(said(report).empty());
    CHECK(report.rules_checked >= 3000 + 2999 + 2000);
}

TEST_CASE("rules that turn in a circle are named, and evaluating ends")
{
    auto const form = loaded(form_of("<data id='f'><a/><b/><c/></data>", "<bind nodeset='/data/a' calculate='/data/b + 1'/><bind nodeset='/data/b' calculate='../c + 1'/>"
                                                                      "<bind nodeset='/data/c' calculate='/data/a + 1'/>"));
    REQUIRE(form.problems().size() == 1);
    CHECK(form.problems()[0].what == "its rules turn in a circle: /data/a needs /data/b needs /data/c needs /data/a");
    auto const own = loaded(form_of("<data id='f'><a/></data>", "<bind nodeset='/data/a' relevant=\". = ''\"/>"));
    REQUIRE(own.problems().size() == 1);
    CHECK(own.problems()[0].what.find("/data/a needs /data/a") != std::string::npos);
    CHECK(held(own, "<data id='f'><a>x</a></data>").unchecked.size() <= 1);
}

TEST_CASE("choices come from the form, from its instances and from files, filtered as the form says")
{
    auto const body = "<select1 ref='/data/region'><item><label>N</label><value>n</value></item><item><label>S</label><value>s</value></item></select1>"
                      "<select ref='/data/villages'><itemset nodeset=\"instance('villages')/root[1]/item[region = /data/region]\"><value ref='name'/><label ref='label'/></itemset></select>";
    auto const binds = "<bind nodeset='/data/region' type='string'/><bind nodeset='/data/villages' type='string'/><bind nodeset='/data/label' "
                       "calculate=\"pulldata('villages', 'label', 'name', 'b')\"/>";
    auto const xml = form_of("<data id='f'><region/><villages/><label/></data>", binds, body, "<instance id='villages' src='jr://file-csv/villages.csv'/>");
    std::string const csv = "region,name,label\nn,a,\"A, the first\"\nn,b,B\ns,c,C\n";
    std::vector<FormAttachment> const files{{"villages.csv", as_bytes(csv)}};
    auto const form = loaded(xml, files);
    CHECK(form.problems().empty());
    CHECK(said(held(form, "<data id='f'><region>n</region><villages>b a</villages><label>B</label></data>")).empty());
    CHECK(said(held(form, "<data id='f'><region>n</region><villages>a c</villages><label>X</label></data>")) == Lines{"choice /data/villages", "calculate /data/label"});
    auto const without = loaded(xml);
    REQUIRE(without.problems().size() == 1);
    CHECK(without.problems()[0].what == "its file villages.csv was not handed in");
    CHECK(said(held(without, "<data id='f'><region>n</region><villages>a</villages><label>B</label></data>")) == Lines{"unchecked /data/villages", "unchecked /data/label"});
    auto const wanted = files_wanted(as_bytes(xml));
    REQUIRE(wanted.has_value());
    CHECK(*wanted == std::vector<std::string>{"villages.csv"});
}

TEST_CASE("GeoJSON is a list of items with their geometry as ODK writes it")
{
    std::string const geojson = R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"x1","geometry":{"type":"Point","coordinates":[-4.2,14.5]},"properties":{"name":"Source","n":3}}]})";
    auto const xml = form_of("<data id='f'><at/><name/></data>", "<bind nodeset='/data/at' calculate=\"instance('w')/root[1]/item[id='x1']/geometry\"/>"
                                                              "<bind nodeset='/data/name' calculate=\"instance('w')/root[1]/item[n=3]/name\"/>",
                             {}, "<instance id='w' src='jr://file/w.geojson'/>");
    std::vector<FormAttachment> const files{{"w.geojson", as_bytes(geojson)}};
    CHECK(said(held(loaded(xml, files), "<data id='f'><at>14.5 -4.2 0 0</at><name>Source</name></data>")).empty());
    std::vector<FormAttachment> const rubbish{{"w.geojson", as_bytes(std::string_view{"{"})}};
    CHECK(loaded(xml, rubbish).problems().size() == 1);
}

TEST_CASE("what depends on the moment, the device or chance is not held against it")
{
    auto const form = loaded(form_of("<data id='f'><a/><b/><c/><d/></data>", "<bind nodeset='/data/a' calculate='now()'/><bind nodeset='/data/b' calculate='once(random())'/>"
                                                                          "<bind nodeset='/data/c' calculate=\"format-date(/data/d, '%Y')\"/><bind nodeset='/data/d' type='date'/>"));
    CHECK(said(held(form, "<data id='f'><a>2020-01-01</a><b>0.5</b><c>2020</c><d>2020-05-05</d></data>")).empty());
    CHECK(said(held(form, "<data id='f'><a>2020-01-01</a><b>0.5</b><c>2021</c><d>2020-05-05</d></data>")) == Lines{"calculate /data/c"});
}

TEST_CASE("dates are compared as dates, also with today, when an answer is a date")
{
    auto const form = loaded(form_of("<data id='f'><born/><seen/></data>", "<bind nodeset='/data/born' type='date' constraint='. &lt;= today()'/>"
                                                                        "<bind nodeset='/data/seen' type='date' constraint='. &gt;= /data/born and . - /data/born &lt; 31'/>"));
    SubmissionOptions options;
    options.now = Instant{std::chrono::sys_days{std::chrono::year{2024} / 3 / 1}};
    CHECK(said(held(form, "<data id='f'><born>2024-03-01</born><seen>2024-03-31</seen></data>", options)).empty());
    CHECK(said(held(form, "<data id='f'><born>2024-03-02</born><seen>2024-04-02</seen></data>", options)) == Lines{"constraint /data/born", "constraint /data/seen"});
}

TEST_CASE("a rule that stops is not checked, and the reason holds no value")
{
    auto const form = loaded(form_of("<data id='f'><a/></data>", "<bind nodeset='/data/a' constraint=\"date(.) &lt; date('2024-01-01')\"/>"));
    auto const report = held(form, "<data id='f'><a>marker-9</a></data>");
    CHECK(said(report) == Lines{"unchecked /data/a"});
    CHECK(report.unchecked[0].reason.find("marker-9") == std::string::npos);
}

TEST_CASE("what the form does not know is named, once, and other forms' records are refused")
{
    auto const form = loaded(form_of("<data id='f' version='2'><a/></data>", "<bind nodeset='/data/a' foo='1'/><bind nodeset='/data/nowhere'/>"));
    CHECK(form.problems().size() == 1);
    auto const report = held(form, "<data id='g' version='1'><a>1</a><new><deep>2</deep></new></data>");
    CHECK(said(report) == Lines{"unknown_node /data/new"});
    CHECK(!report.is_of_this_form);
    CHECK(!report.is_of_this_version);
    CHECK(!form.evaluate(as_bytes(std::string_view{"<other/>"}), {}).has_value());
    CHECK(!form.evaluate(as_bytes(std::string_view{"<data"}), {}).has_value());
    CHECK(!FormRules::load(as_bytes(std::string_view{"<html/>"}), {}).has_value());
    auto const encrypted = held(form, "<data id='f' encrypted='yes'><base64EncryptedKey>x</base64EncryptedKey></data>");
    CHECK(encrypted.flags.empty());
    CHECK(encrypted.unchecked.size() == 1);
}

TEST_CASE("a mistake in an expression is a problem of the form; its other rules are asked")
{
    auto const form = loaded(form_of("<data id='f'><a/><b/></data>", "<bind nodeset='/data/a' constraint='. &gt; ' relevant='foo()' type='nonsense'/><bind nodeset='/data/b' constraint='. &gt; 3'/>"));
    CHECK(form.problems().size() == 3);
    CHECK(said(held(form, "<data id='f'><a>1</a><b>2</b></data>")) == Lines{"constraint /data/b"});
}

TEST_CASE("whatever was answered, each flag names a question of the form")
{
    auto const form = loaded(form_of("<data id='f'><a/><b/><r jr:template=''><c/></r></data>",
                                     "<bind nodeset='/data/a' type='int' relevant=\"/data/b != ''\"/><bind nodeset='/data/b' type='date' constraint='. &lt; today()'/>"
                                     "<bind nodeset='/data/r/c' type='decimal' constraint='. &gt; sum(/data/r/c) - 5' relevant='/data/a &gt; 1'/>",
                                     "<repeat nodeset='/data/r'/>"));
    auto const holds = rc::check("flags", [&](std::vector<std::uint8_t> const& draws) {
        std::array<std::string_view, 6> const values{"", "1", "-3.5", "2024-02-29", "x", " 7 "};
        std::string xml = "<data id='f'>";
        for (std::size_t i = 0; i < draws.size(); ++i) {
            auto const value = std::string{values[draws[i] % values.size()]};
            if (i == 0) xml += "<a>" + value + "</a>";
            if (i == 1) xml += "<b>" + value + "</b>";
            if (i > 1) xml += "<r><c>" + value + "</c></r>";
        }
        auto const report = form.evaluate(as_bytes(xml + "</data>"), {});
        RC_ASSERT(report.has_value());
        for (auto const& flag : report->flags) RC_ASSERT(std::any_of(form.nodes().begin(), form.nodes().end(), [&](auto const& node) { return node.path == flag.question; }));
    });
    CHECK(holds);
}
