// SPDX-License-Identifier: Apache-2.0
#include "capture/import_mapped.hpp"
#include "capture/import_submissions.hpp"
#include "forms/answer_table.hpp"
#include "trust/crypto.hpp"

#include "capture/import_fixtures.hpp"
#include "support/made_archive.hpp"

#include <doctest/doctest.h>
#include <random>
#include <rapidcheck.h>

using namespace accalmie;
using test::made_xlsx;
using test::made_zip;

namespace {

constexpr std::string_view xform = R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
 xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Visite</h:title><model>
<itext><translation lang="fr"><text id="kind"><value>Type de visite</value></text><text id="c1"><value>Soins</value></text><text id="c2"><value>Eau potable</value></text></translation></itext>
<instance><data id="visit" version="3"><day/><g><kind/><needs/><place/></g><h><note/></h><i><note/></i><photo/><child jr:template=""><name/><age/><toy><what/></toy></child><orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="needs"><root><item><itextId>c1</itextId><name>care</name></item><item><itextId>c2</itextId><name>water</name></item></root></instance>
<bind nodeset="/data/day" type="date"/><bind nodeset="/data/g/place" type="geopoint"/><bind nodeset="/data/photo" type="binary"/><bind nodeset="/data/child/age" type="int"/>
</model></h:head><h:body><input ref="/data/day"><label>Jour</label></input>
<group ref="/data/g"><label>General</label><select1 ref="/data/g/kind"><label ref="jr:itext('kind')"/><item><label>Routine</label><value>routine</value></item><item><label>Urgence</label><value>urgent</value></item></select1>
<select ref="/data/g/needs"><label>Besoins</label><itemset nodeset="instance('needs'))xml" "/" R"xml(root/item[1=1]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select>
<input ref="/data/g/place"><label>Lieu</label></input></group><upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
<group ref="/data/child"><label>Enfants</label><repeat nodeset="/data/child"><input ref="/data/child/name"><label>Nom</label></input><input ref="/data/child/age"><label>Age</label></input>
<group ref="/data/child/toy"><label>Jouets</label><repeat nodeset="/data/child/toy"><input ref="/data/child/toy/what"><label>Quoi</label></input></repeat></group></repeat></group></h:body></h:html>)xml";

forms::FormQuestions const& form()
{
    static auto const questions = forms::FormQuestions::of(xform).value();
    return questions;
}

/// What a workspace would keep.
struct Kept {
    std::map<std::string, std::string> answers;
    std::map<std::string, std::string> files;  ///< "instance/name" to what is in it
    std::vector<std::string> order;

    SubmissionDesk desk()
    {
        SubmissionDesk desk;
        desk.known = [this](std::string_view instance) -> std::optional<Hash> {
            auto const found = answers.find(std::string{instance});
            return found == answers.end() ? std::nullopt : std::optional{hash_of(as_bytes(found->second))};
        };
        desk.answers = [this](std::string_view instance) -> Result<std::string> { return answers.at(std::string{instance}); };
        desk.knows_file = [this](std::string_view instance, std::string_view name) { return files.contains(std::string{instance} + "/" + std::string{name}); };
        desk.keep = [this](SubmissionHead const& head, std::string const& xml, Hash const&, std::vector<SubmittedFile> const& sent) -> Result<void> {
            if (!xml.empty()) {
                CHECK(!answers.contains(head.instance));
                answers[head.instance] = xml;
                order.push_back(head.instance);
            }
            for (auto const& file : sent) files[head.instance + "/" + file.name] = last_file;
            return {};
        };
        desk.keep_file = [this](std::string const& name, ByteSource& source) -> Result<SubmittedFile> {
            last_file.assign(1000, '\0');
            last_file.resize(TRY(source.read({reinterpret_cast<std::uint8_t*>(last_file.data()), last_file.size()})));
            return SubmittedFile{name, {}, last_file.size()};
        };
        return desk;
    }
    std::string last_file;
};

struct Desk {
    MemoryDisk disk;
    Kept kept;
    SubmissionImportOptions options;

    Result<SubmissionImportSummary> import(std::map<std::string, std::string> const& files)
    {
        std::vector<std::filesystem::path> names;
        for (auto const& [name, content] : files) {
            disk.files[name] = content;
            names.emplace_back(name);
        }
        options.disk = &disk;
        auto source = TRY(open_export(disk, names));
        return import_submissions(source, {&form(), 1}, kept.desk(), options);
    }
};

constexpr std::string_view first_answers =
    "<day>2026-01-02</day><g><kind>routine</kind><needs>care water</needs><place>14.5 -4.2 260 5</place></g><photo>a.jpg</photo>"
    "<child><name>Ali &amp; Co</name><age>5</age></child><child><name>Bintou</name><age>7</age><toy><what>ball</what></toy></child>";

std::string submission(std::string_view instance, std::string_view inside)
{
    return "<data id=\"visit\" version=\"3\">" + std::string{inside} + "<meta><instanceID>" + std::string{instance} + "</instanceID></meta></data>";
}

std::map<std::string, std::string> central()
{
    return {{"visit.csv", "SubmissionDate,day,g-kind,g-needs,g-place-Latitude,g-place-Longitude,g-place-Altitude,g-place-Accuracy,photo,SET-OF-child,meta-instanceID,KEY,"
                          "SubmitterName,Status,FormVersion\n"
                          "2026-01-02T10:00:00Z,2026-01-02,routine,care water,14.5,-4.2,260,5,a.jpg,x,uuid:1,uuid:1,Awa,,3\n"},
            {"visit-child.csv", "name,age,PARENT_KEY,KEY\nAli & Co,5,uuid:1,uuid:1/child[1]\nBintou,7,uuid:1,uuid:1/child[2]\n"},
            {"visit-child-toy.csv", "what,PARENT_KEY,KEY\nball,uuid:1/child[2],uuid:1/child[2]/toy[1]\n"}};
}

ColumnTarget const& target_of(SubmissionImportSummary const& summary, std::string_view column, std::size_t table = 0)
{
    auto const& columns = summary.tables[table].columns;
    auto const at = std::find(columns.begin(), columns.end(), column);
    REQUIRE(at != columns.end());
    return summary.tables[table].targets[static_cast<std::size_t>(at - columns.begin())];
}

}  // namespace

TEST_CASE("Central's CSV with its repeats becomes the submission again, and the same files again add nothing")
{
    Desk desk;
    auto const first = desk.import(central());
    REQUIRE(first);
    CHECK(first->fresh == 1);
    CHECK(desk.kept.answers.at("uuid:1") == submission("uuid:1", first_answers));
    CHECK(first->missing_files == std::vector<std::string>{"uuid:1: a.jpg"});
    CHECK(first->left_answers.empty());
    auto const again = desk.import(central());
    CHECK(again->same == 1);
    CHECK(again->fresh == 0);
    CHECK(desk.kept.order.size() == 1);
}

TEST_CASE("a ZIP of it brings its media; a file that came late is added to what is known")
{
    Desk desk;
    REQUIRE(desk.import(central()));
    test::Parts parts{{"media/a.jpg", "JPEG"}};
    for (auto const& [name, content] : central()) parts.emplace_back(name, content);
    auto const summary = desk.import({{"visit.zip", made_zip(parts)}});
    REQUIRE(summary);
    CHECK(summary->same == 1);
    CHECK(summary->files == 1);
    CHECK(desk.kept.files.at("uuid:1/a.jpg") == "JPEG");
    CHECK(desk.import({{"visit.zip", made_zip(parts)}})->files == 0);
}

TEST_CASE("Kobo's workbook: a sheet a repeat, groups with slashes, choices apart, dates as numbers")
{
    std::vector<std::pair<std::string, std::vector<std::vector<std::string>>>> const sheets{
        {"Visite", {{"day", "g/kind", "g/needs/care", "g/needs/water", "g/place", "_g/place_latitude", "photo", "photo_URL", "_id", "_uuid", "_submission_time", "__version__", "_index"},
                    {"=46024@1", "routine", "=1", "=1", "14.5 -4.2 260 5", "=14.5", "a.jpg", "https://x/a.jpg", "=77", "1", "2026-01-02T10:00:00", "3", "=1"}}},
        {"child", {{"name", "age", "_index", "_parent_table_name", "_parent_index", "_submission__id"}, {"Ali &amp; Co", "=5", "=1", "Visite", "=1", "=77"}, {"Bintou", "=7", "=2", "Visite", "=1", "=77"}}},
        {"toy", {{"what", "_index", "_parent_table_name", "_parent_index"}, {"ball", "=1", "child", "=2"}}},
        {"empty", {}}};
    Desk desk;
    auto const summary = desk.import({{"kobo.xlsx", made_xlsx(sheets)}});
    REQUIRE_MESSAGE(summary, (summary ? std::string{} : summary.error().text()));
    CHECK(summary->fresh == 1);
    CHECK(desk.kept.answers.at("uuid:1") == submission("uuid:1", first_answers));
    CHECK(target_of(*summary, "_submission_time").kind == ColumnTarget::Kind::about);
    CHECK(target_of(*summary, "_g/place_latitude").kind == ColumnTarget::Kind::part);
    CHECK(summary->left_answers.empty());
}

TEST_CASE("labels instead of names, where they mean one thing, are told; what is ambiguous is left over with both names")
{
    Desk desk;
    auto const summary = desk.import({{"kobo.csv", "Jour;Type de visite;Besoins;Besoins/Soins;note;Photo;_uuid;rien\n2026-01-02;Urgence;Eau potable Soins;;x;;7;y\n"}});
    REQUIRE(summary);
    CHECK(desk.kept.answers.at("uuid:7") == submission("uuid:7", "<day>2026-01-02</day><g><kind>urgent</kind><needs>water care</needs></g>"));
    CHECK(target_of(*summary, "Type de visite").how == "label");
    CHECK(target_of(*summary, "note").how.find("h/note or i/note") != std::string::npos);
    CHECK(target_of(*summary, "rien").how == "no question of the form");
    CHECK(summary->left_answers == std::map<std::string, std::uint64_t, std::less<>>{{"note", 1}, {"rien", 1}});
    CHECK(summary->labels_taken == 2);
}

TEST_CASE("Central's OData and Kobo's JSON say the same as the tables")
{
    std::string const odata = R"json({"@odata.context":"https://x/$metadata#Submissions","value":[{"__id":"uuid:1","__system":{"formVersion":"3","submitterName":"Awa"},"meta":{"instanceID":"uuid:1"},
"day":"2026-01-02","g":{"kind":"routine","needs":"care water","place":{"type":"Point","coordinates":[-4.2,14.5,260],"properties":{"accuracy":5}}},"h":{"note":null},"photo":"a.jpg",
"child":[{"__id":"c1","name":"Ali & Co","age":5,"toy":[]},{"__id":"c2","name":"Bintou","age":7,"toy":[{"__id":"t","what":"ball"}]}]}]})json";
    std::string const kobo = R"json({"count":1,"next":"https://x/?start=1","previous":null,"results":[{"_id":77,"_uuid":"1","__version__":"3","day":"2026-01-02","g/kind":"routine","g/needs":"care water",
"g/place":"14.5 -4.2 260 5","photo":"a.jpg","child":[{"child/name":"Ali & Co","child/age":"5"},{"child/name":"Bintou","child/age":"7","child/toy":[{"child/toy/what":"ball"}]}],
"_attachments":[{"filename":"u/a.jpg"}],"_geolocation":[14.5,-4.2],"_tags":[],"meta/instanceID":"uuid:1","formhub/uuid":"x"}]})json";
    for (auto const& [text, notices] : {std::pair{odata, 0U}, std::pair{kobo, 1U}}) {
        Desk desk;
        auto const summary = desk.import({{"data.json", text}});
        REQUIRE_MESSAGE(summary, (summary ? std::string{} : summary.error().text()));
        CHECK(summary->fresh == 1);
        CHECK(desk.kept.answers["uuid:1"] == submission("uuid:1", first_answers));
        CHECK(summary->notices.size() == notices);
        CHECK(summary->left_answers.empty());
    }
    Desk desk;
    CHECK(desk.import({{"x.json", R"json({"value":[{"__id":"uuid:3","child@odata.navigationLink":"Submissions('uuid:3')/child"}]})json"}})->notices.size() == 1);
}

TEST_CASE("plain XML stays as it is, octet by octet; another form's name is told; a folder for each submission has its own media")
{
    auto const own = submission("uuid:1", first_answers);
    Desk desk;
    auto const summary = desk.import({{"x.zip", made_zip({{"instances/uuid1/submission.xml", own},
                                                          {"instances/uuid1/a.jpg", "one"},
                                                          {"instances/uuid2/submission.xml", "<aXy id=\"aXy\" version=\"9\"><photo>a.jpg</photo><meta><instanceID>uuid:2</instanceID></meta></aXy>"},
                                                          {"instances/uuid2/a.jpg", "two"},
                                                          {"instances/uuid3/submission.xml", "<data id=\"visit\"><day>"}})}});
    REQUIRE(summary);
    CHECK(summary->fresh == 2);
    CHECK(summary->rejected == 1);
    CHECK(summary->renamed == 1);
    CHECK(desk.kept.answers.at("uuid:1") == own);
    CHECK(desk.kept.answers.at("uuid:2") == submission("uuid:2", "<photo>a.jpg</photo>"));
    CHECK(desk.kept.files.at("uuid:2/a.jpg") == "two");
    Desk list;
    CHECK(list.import({{"list.xml", "<?xml version=\"1.0\"?><root>" + own + submission("uuid:5", "") + "</root>"}})->fresh == 2);
}

TEST_CASE("rejected rows stand aside with their reason, and come in once they are mended")
{
    auto files = central();
    files["visit.csv"] += "2026-01-02T10:00:00Z,2026-01-03,routine,\"care,,,,,,x,uuid:2,uuid:2,Awa,,3\n";
    files["visit.csv"] = files["visit.csv"].substr(0, files["visit.csv"].rfind("2026-01-02T10")) + "x,2026-01-03,routine\n" +
                         "y,2026-01-04,urgent,,,,,,,x,uuid:1,uuid:1,Awa,,3\nz,2026-01-05,urgent,,,,,,,x,uuid:3,uuid:3,Awa,,3\n";
    files["visit-child.csv"] += "Orphan,1,uuid:9,uuid:9/child[1]\n";
    Desk desk;
    desk.options.rejects_path = "aside.csv";
    auto const summary = desk.import(files);
    REQUIRE(summary);
    CHECK(summary->fresh == 2);
    CHECK(summary->rejected == 3);
    CHECK(summary->reasons.size() == 3);
    CHECK(summary->rejects[1].line == 4);
    REQUIRE(summary->rejects_paths.size() == 2);
    auto const& aside = desk.disk.files.at("aside.csv");
    CHECK(aside.find("not as many cells as the header has columns") != std::string::npos);
    CHECK(desk.disk.files.at("aside-visit-child.csv").find("Orphan") != std::string::npos);
    // Mended: the second row of uuid:1 gets its own name.
    std::string mended = aside.substr(0, aside.find('\n') + 1);
    auto const row = aside.find("4,");
    mended += aside.substr(row);
    for (auto at = mended.find("uuid:1"); at != std::string::npos; at = mended.find("uuid:1")) mended.replace(at, 6, "uuid:4");
    Desk second;
    auto const again = second.import({{"aside.csv", mended}});
    REQUIRE_MESSAGE(again, (again ? std::string{} : again.error().text()));
    CHECK(again->fresh == 1);
    CHECK(second.kept.answers.at("uuid:4") == submission("uuid:4", "<day>2026-01-04</day><g><kind>urgent</kind></g>"));
}

TEST_CASE("a submission that is here with other answers is put aside, or corrects it where that was asked for, once")
{
    Desk desk;
    REQUIRE(desk.import(central()));
    auto files = central();
    files["visit-child.csv"].replace(files["visit-child.csv"].find(",5,"), 3, ",6,");
    CHECK(desk.import(files)->rejected == 1);
    desk.options.changed = SubmissionImportOptions::Changed::correct;
    CHECK(desk.import(files)->corrected == 1);
    REQUIRE(desk.kept.order.size() == 2);
    auto const head = read_submission_head(desk.kept.answers.at(desk.kept.order[1])).value();
    CHECK(head.replaces_instance == "uuid:1");
    CHECK(desk.import(files)->same == 1);
    CHECK(desk.kept.order.size() == 2);
}

TEST_CASE("an answer that came from a device counts as the same, however its XML was written")
{
    Desk desk;
    desk.kept.answers["uuid:1"] = "<data id=\"visit\" version=\"3\" xmlns:o=\"http://openrosa.org/xforms\"> <day>2026-01-02</day>\n<g><kind>routine</kind><needs>care water</needs><place>14.5 -4.2 260 5</place></g>"
                                  "<h><note/></h><photo>a.jpg</photo><child><name>Ali &#38; Co</name><age>5</age></child><child><name>Bintou</name><age>7</age><toy><what>ball</what></toy></child>"
                                  "<o:meta><o:instanceID>uuid:1</o:instanceID></o:meta></data>";
    CHECK(desk.import(central())->same == 1);
}

TEST_CASE("rows that nobody named are named by what they say, and twice the same are two")
{
    Desk desk;
    auto const table = std::string{"day,g-kind\n2026-01-02,routine\n2026-01-02,routine\n2026-01-03,routine\n"};
    auto const summary = desk.import({{"t.csv", table}});
    CHECK(summary->fresh == 3);
    CHECK(summary->made_names == 3);
    CHECK(desk.import({{"t.csv", table}})->same == 3);
}

TEST_CASE("a mapping by hand takes a column for another question, and leaves one out")
{
    auto const mapping = read_mapping("m.yaml", "form: visit@3\nrepeats:\n  \"Feuille 2\": child\ncolumns:\n  - names:\n      \"Remarque\": h/note\n      day: \"-\"\n"
                                                "  - table: \"Feuille 2\"\n    names:\n      \"Prénom\": child/name\n");
    REQUIRE_MESSAGE(mapping, (mapping ? std::string{} : mapping.error().text()));
    CHECK(mapping->form == "visit@3");
    Desk desk;
    desk.options.words = mapping->words;
    auto const summary = desk.import({{"a.xlsx", made_xlsx({{"Feuille 1", {{"day", "Remarque", "_uuid", "_index"}, {"2026-01-02", "bon", "1", "=1"}}},
                                                            {"Feuille 2", {{"Prénom", "_index", "_parent_index"}, {"Awa", "=1", "=1"}}}})}});
    REQUIRE(summary);
    CHECK(desk.kept.answers.at("uuid:1") == submission("uuid:1", "<h><note>bon</note></h><child><name>Awa</name></child>"));
    CHECK(read_mapping("m.yaml", "forms: x\n").error().what.find("line 1") != std::string::npos);
    MemoryDisk disk;
    REQUIRE(save_mapping(disk, "saved.yaml", "visit", summary->tables, form()));
    auto const saved = read_mapping("saved.yaml", disk.files.at("saved.yaml"));
    REQUIRE_MESSAGE(saved, (saved ? std::string{} : saved.error().text()));
    CHECK(saved->words.columns.at("").at("Remarque") == "h/note");
    CHECK(saved->words.repeats.at("Feuille 2") == "child");
}

TEST_CASE("what is no export is refused with a reason, within bounds")
{
    auto const refusal = [](std::string const& name, std::string const& content) {
        Desk desk;
        auto const result = desk.import({{name, content}});
        REQUIRE(!result);
        CHECK(!result.error().what.empty());
        return result.error().kind;
    };
    auto const zip = made_zip({{"visit.csv", "day\n2026-01-02\n"}});
    CHECK(refusal("cut.zip", zip.substr(0, zip.size() / 2)) == Error::Kind::corrupt);
    CHECK(refusal("nothing.zip", made_zip({{"readme.txt", "x"}})) == Error::Kind::invalid);
    CHECK(refusal("empty.csv", "") == Error::Kind::invalid);
    CHECK(refusal("cut.json", R"({"value":[{"__id":"uuid:1","day":"20)") == Error::Kind::invalid);
    CHECK(refusal("other.json", R"({"type":"FeatureCollection","features":[]})") == Error::Kind::invalid);
    CHECK(refusal("list.json", "[1,2]") == Error::Kind::invalid);
    CHECK(refusal("child.csv", "name,PARENT_KEY,KEY\nx,uuid:1,uuid:1/child[1]\n") == Error::Kind::invalid);
    CHECK(refusal("sheets.xlsx", made_xlsx({{"a", {{"day"}, {"x"}}}, {"b", {{"day"}, {"y"}}}})) == Error::Kind::invalid);
    std::string deep;
    for (int i = 0; i < 60; ++i) deep += "{\"a\":";
    CHECK(refusal("deep.json", "{\"value\":[" + deep + "1" + std::string(60, '}') + "]}") == Error::Kind::limit);
    std::string wide = "day";
    for (int i = 0; i < 1'000'000; ++i) wide += ",c" + std::to_string(i);
    CHECK(refusal("wide.csv", wide + "\n") != Error::Kind::io);
    std::string row = "<row>";
    for (int i = 0; i < 21'000; ++i) row += "<c><v>1</v></c>";
    auto const sheet = [](std::string const& rows) {
        return made_zip({{"xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" r:id=\"r1\"/></sheets></workbook>"},
                         {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
                         {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows}});
    };
    CHECK(refusal("wide.xlsx", sheet(row + "</row></sheetData></worksheet>")) == Error::Kind::limit);
    // A bomb: 40 MiB of one cell in 40 KiB.
    CHECK(refusal("bomb.xlsx", sheet("<row><c><v>" + std::string(40U << 20U, '1') + "</v></c></row>")) == Error::Kind::limit);
    CHECK(refusal("bomb.zip", made_zip({{"a.csv", "day\n\"" + std::string(20U << 20U, 'x')}})) == Error::Kind::limit);
}

TEST_CASE("a sheet's XML as other programs write it: prefixes, either quote, comments, a tag that lies across two reads")
{
    auto const read = [](std::string const& rows) {
        Desk desk;
        auto const sheet = "<?xml version='1.0'?><!-- it's \"one > two\" --><x:worksheet xmlns:x='a>b'><x:sheetData>" + rows + "</x:sheetData></x:worksheet>";
        auto const summary = desk.import({{"other.xlsx", made_zip({{"xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" r:id=\"r1\"/></sheets></workbook>"},
                                                                  {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
                                                                  {"xl/worksheets/sheet1.xml", sheet}})}});
        REQUIRE_MESSAGE(summary, (summary ? std::string{} : summary.error().text()));
        CHECK(summary->fresh == summary->read);
        return desk.kept.answers;
    };
    std::string const header = "<x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>day</x:t></x:is></x:c><x:c r = \"C1\" t=\"inlineStr\"><x:is><x:t>_uuid</x:t></x:is></x:c></x:row>";
    auto const row = [](std::size_t number, std::string const& padding) {
        auto const n = std::to_string(number);
        return "<x:row r='" + n + "'\n spans='1:3'><!-- " + padding + " --><x:c r='A" + n + "' t='str' s=\"'\"><x:f>1&gt;0</x:f><x:v>2026-01-02</x:v></x:c><x:c r='B" + n + "'/><x:c t='inlineStr' r='C" + n +
               "'><x:is><x:r><x:t>u</x:t></x:r><x:rPh><x:t>spoken</x:t></x:rPh><x:r><x:t>" + n + "</x:t></x:r></x:is></x:c></x:row>";
    };
    // Reads are of 256 KiB: with each padding, another octet of a row lies at the border.
    for (std::size_t padding = 0; padding < 400; padding += 7) {
        auto const answers = read(header + row(2, std::string((1U << 18U) - 800 + padding, 'x')) + row(3, ">'\""));
        REQUIRE(answers.size() == 2);
        CHECK(answers.at("uuid:u2").find("<day>2026-01-02</day>") != std::string::npos);
        CHECK(answers.at("uuid:u3").find("<day>2026-01-02</day>") != std::string::npos);
    }
}

TEST_CASE("files with any octet changed are read or refused, never anything else")
{
    std::vector<std::string> const originals{
        made_xlsx({{"a", {{"day", "_uuid", "_index"}, {"=46024@1", "1", "=1"}}}, {"child", {{"name", "_index", "_parent_index"}, {"Awa", "=1", "=1"}}}}),
        made_zip({{"visit.csv", central().at("visit.csv")}, {"visit-child.csv", central().at("visit-child.csv")}, {"media/a.jpg", "JPEG"}}),
        R"({"results":[{"_uuid":"1","day":"2026-01-02","child":[{"child/name":"\u00e9"}],"_attachments":[]}]})", submission("uuid:1", first_answers)};
    std::mt19937 random{7};  // the seed is fixed: the same octets every time
    for (auto const& original : originals)
        for (int i = 0; i < 300; ++i) {
            auto changed = original;
            for (int k = 0; k < 1 + i % 3; ++k) changed[random() % changed.size()] = static_cast<char>(random());
            if (i % 5 == 0) changed.resize(random() % changed.size());
            Desk desk;
            auto const result = desk.import({{"x", changed}});
            if (result) CHECK(result->reconciles());
        }
}

TEST_CASE("without a form, a mapping makes records; a row that does not fit is rejected with its column")
{
    auto const mapping = read_mapping("m.yaml", "records:\n  - type: incident\n    key: source source_id\n    fields:\n"
                                                "      - {field: source, constant: kobo}\n      - {field: source_id, column: _uuid}\n"
                                                "      - {field: first_day, column: date}\n      - {field: \"latitude longitude\", column: place}\n"
                                                "      - field: kind\n        column: type\n        values:\n          \"Attaque armée\": battle\n");
    REQUIRE_MESSAGE(mapping, (mapping ? std::string{} : mapping.error().text()));
    MemoryDisk disk;
    disk.files["x.csv"] = "_uuid,date,type,place,rest\na,2026-01-02,Attaque armée,14.5 -4.2 0 0,r\nb,2026-13-02,Attaque armée,,r\n";
    auto source = open_export(disk, {"x.csv"}).value();
    TestWorkspace space;
    std::array<RowSink*, 1> const sinks{&space};
    auto const result = import_mapped_rows(source, *mapping, base_dictionary(), sinks, space, &disk, {});
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    CHECK(result->summaries.at(0).read == 2);
    CHECK(result->summaries.at(0).fresh == 1);
    CHECK(result->summaries.at(0).rejected == 1);
    CHECK(result->left == std::vector<std::pair<std::string, std::string>>{{"x", "rest"}});
}

TEST_CASE("what is exported and imported again says the same")
{
    rc::check("export submissions, then import submissions", [] {
        auto const text = [] { return *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab <>&\"',;\n\xC3"})); };
        auto const escaped = [&] {
            std::string out;
            for (char const c : text()) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '\xC3' ? std::string{"\xC3\xA9"} : std::string{c};
            return out;
        };
        auto const children = *rc::gen::inRange(0, 4);
        std::string inside = "<day>2026-01-02</day><g><kind>" + escaped() + "</kind></g><h><note>" + escaped() + "</note></h>";
        for (int i = 0; i < children; ++i) {
            inside += "<child><name>" + escaped() + "</name><age>" + std::to_string(i) + "</age>";
            for (int toys = *rc::gen::inRange(0, 3); toys > 0; --toys) inside += "<toy><what>" + escaped() + "t</what></toy>";
            inside += "</child>";
        }
        auto const sent = submission("uuid:1", inside);
        // As `export submissions` writes it.
        std::array<std::string_view, 1> const editions{xform};
        auto const tables = AnswerTables::of(editions).value();
        std::map<std::string, std::string> files;
        std::vector<std::string> texts;
        for (auto const& table : tables.tables()) {
            auto& out = texts.emplace_back(table.name.empty() ? "KEY" : "KEY,PARENT_KEY");
            for (auto const& column : table.columns) out += "," + column;
            out += "\n";
        }
        REQUIRE(tables.read(sent, "uuid:1", [&](AnswerTables::Row const& row) -> Result<void> {
            auto& out = texts[row.table];
            append_csv_field(out, row.key);
            if (row.table > 0) {
                out += ",";
                append_csv_field(out, row.parent);
            }
            for (auto const cell : row.cells) {
                out += ",";
                append_csv_field(out, cell);
            }
            out += "\n";
            return {};
        }));
        for (std::size_t i = 0; i < texts.size(); ++i) files["visit" + (i == 0 ? "" : "-" + tables.tables()[i].name) + ".csv"] = texts[i];
        Desk desk;
        auto const summary = desk.import(files);
        RC_ASSERT(summary.has_value());
        RC_ASSERT(summary->fresh == 1U);
        RC_ASSERT(say_the_same(desk.kept.answers.at("uuid:1"), sent));
    });
}
