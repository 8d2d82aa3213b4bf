// SPDX-License-Identifier: Apache-2.0
// The example forms of pyxform (.xlsx, .csv, .md; the old .xls is refused by us), read from their files and held against pyxform 4.5.0's own output:
// the same XForm but for blanks, or refused where pyxform refuses.
#include "surfaces/form_file.hpp"

#include "forms/xpath_judge.hpp"
#include "support/plain_disk.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace accalmie;

namespace {

std::filesystem::path const examples = std::filesystem::path{ACCALMIE_SOURCE_DIR} / "../shared/data/xforms/pyxform-examples";

std::string text_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string canonical(std::string const& xml) { return forms::XmlJudge{xml}.canonical(); }

}  // namespace

TEST_CASE("every example form becomes what pyxform makes of it")
{
    std::ifstream index{examples / "pyxform-4.5.0-outputs/index.csv"};
    if (!index) {
        MESSAGE("skipped: the example forms are not there");
        return;
    }
    // Copied first: the plain disk of the tests opens files to write, which the shared data need not allow.
    auto const folder = std::filesystem::temp_directory_path() / "accalmie-form-examples-test";
    std::filesystem::create_directories(folder);
    test::PlainDisk disk;
    std::size_t compared = 0;
    std::string line;
    std::getline(index, line);
    while (std::getline(index, line)) {
        auto const name = line.substr(0, line.find(','));
        bool const expected = line.substr(name.size() + 1).starts_with("ok");
        CAPTURE(name);
        std::filesystem::copy_file(examples / "example_xls" / name, folder / name, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::permissions(folder / name, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        auto const compiled = compile_form_file(disk, folder / name);
        if (name.ends_with(".xls")) {
            CHECK(compiled.error().what.find(".xls") != std::string::npos);
            continue;
        }
        ++compared;
        bool const accepted = compiled.has_value() && compiled->is_good();
        CHECK(accepted == expected);
        if (accepted && expected) CHECK(canonical(compiled->xform) == canonical(text_of(examples / "pyxform-4.5.0-outputs" / (name + ".xform.xml"))));
    }
    std::filesystem::remove_all(folder);
    CHECK(compared == 40);
    MESSAGE(compared << " example forms compared");
}

TEST_CASE("a folder of CSV files is a form, named after the folder; without survey.csv it is none")
{
    auto const folder = std::filesystem::temp_directory_path() / "accalmie-form-file-test";
    std::filesystem::create_directories(folder / "visit");
    std::filesystem::create_directories(folder / "empty");
    std::ofstream{folder / "visit/survey.csv"} << "type,name,label\nselect_one l,a,A\n";
    std::ofstream{folder / "visit/choices.csv"} << "list_name,name,label\nl,x,X\n";
    test::PlainDisk disk;
    auto const form = compile_form_file(disk, folder / "visit");
    REQUIRE(form);
    CHECK(form->is_good());
    CHECK(form->form.settings.id == "visit");
    CHECK(compile_form_file(disk, folder / "empty").error().kind == Error::Kind::missing);
    CHECK(compile_form_file(disk, folder / "visit/none.xlsx").error().kind == Error::Kind::missing);
    std::filesystem::remove_all(folder);
}
