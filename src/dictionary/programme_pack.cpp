// SPDX-License-Identifier: Apache-2.0
#include "dictionary/programme_pack.hpp"

#include "base_pack.hpp"
#include "dictionary/code_list.hpp"
#include "dictionary/csv_rows.hpp"
#include "dictionary/pack_rules.hpp"
#include "dictionary/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <set>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 17> indicator_columns{"code",        "label_fr", "label_en", "definition_fr", "definition_en",   "unit",
                                                            "numerator",   "denominator", "by",     "baseline",      "baseline_source", "target",
                                                            "target_source", "why_fr",  "why_en",   "moves_fr",      "moves_en"};
constexpr std::array<std::string_view, 7> framework_columns{"code", "level", "parent", "label_fr", "label_en", "indicators", "source"};

/// One CSV file with a fixed header, row by row; rows of another width are named and passed over.
class Sheet {
public:
    Sheet(PackFile const& file, std::span<std::string_view const> columns, PackProblems& problems)
        : file_(file), columns_(columns), problems_(problems), rows_(file.path, file.content, problems)
    {
        CsvRow header;
        is_good_ = is_readable_csv(file.path, file.content, problems) && rows_.next(header) &&
                   std::equal(header.cells.begin(), header.cells.end(), columns.begin(), columns.end());
        if (is_good_) return;
        std::string wanted;
        for (auto const column : columns) wanted.append(wanted.empty() ? "" : ",").append(column);
        problems.add(file.path, 1, "the header is not " + wanted, "write exactly this as the first line");
    }
    bool next()
    {
        while (is_good_ && rows_.next(row_)) {
            if (row_.is_empty()) continue;
            if (row_.cells.size() == columns_.size()) return true;
            problem(std::to_string(row_.cells.size()) + " cells, not " + std::to_string(columns_.size()), "put a cell with a comma in quotation marks");
        }
        return false;
    }
    std::string const& cell(std::string_view column) const
    {
        auto const found = std::find(columns_.begin(), columns_.end(), column);
        return row_.cells[static_cast<std::size_t>(found - columns_.begin())];
    }
    /// The cell, named as empty where it is.
    std::string const& filled(std::string_view column)
    {
        auto const& text = cell(column);
        if (text.empty()) problem("empty " + std::string{column}, "fill it in; French and English are both needed");
        return text;
    }
    Words words(std::string_view stem) { return {filled(std::string{stem} + "_fr"), filled(std::string{stem} + "_en")}; }
    void problem(std::string what, std::string remedy) { problems_.add(file_.path, row_.line, std::move(what), std::move(remedy)); }

private:
    PackFile const& file_;
    std::span<std::string_view const> columns_;
    PackProblems& problems_;
    CsvRows rows_;
    CsvRow row_;
    bool is_good_ = false;
};

std::vector<std::string> parts_of(std::string const& text)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find(' ', at), text.size());
        if (end > at) parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::optional<double> number_in(Sheet& sheet, std::string_view column)
{
    auto const& text = sheet.cell(column);
    if (text.empty()) return std::nullopt;
    double value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc{} && end == text.data() + text.size()) return value;
    sheet.problem("\"" + clipped(text, 40) + "\" in " + std::string{column} + " is no number", "write digits, with a point before decimals");
    return std::nullopt;
}

std::optional<CountRule> rule_in(Sheet& sheet, std::string_view column, Dictionary const& dictionary)
{
    auto rule = read_count_rule(sheet.cell(column), dictionary);
    if (rule) return std::move(rule).value();
    sheet.problem(std::string{column} + ": " + rule.error().what, rule.error().remedy);
    return std::nullopt;
}

void check_breakdown(Sheet& sheet, Indicator const& indicator, Dictionary const& dictionary)
{
    auto const* const type = indicator.numerator.kind == CountRule::Kind::measure ? nullptr : dictionary.find(indicator.numerator.type);
    if (indicator.by.size() > IndicatorLimits::breakdowns) sheet.problem("more than 4 fields in by", "keep those that somebody will look at");
    for (auto const& name : indicator.by) {
        auto const* const field = type == nullptr ? nullptr : type->find(name);
        if (field == nullptr)
            sheet.problem("by: the counted record has no field " + clipped(name, 60), "name a field of the counted record, or leave by empty");
        else if (field->is_sealed() || (field->kind != FieldKind::code && field->kind != FieldKind::yes_no))
            sheet.problem("by: " + name + " holds no code that may be seen", "break down by a code or yes/no field that is not sealed");
    }
}

std::optional<Indicator> indicator_in(Sheet& sheet, Dictionary const& dictionary)
{
    Indicator made;
    made.code = sheet.filled("code");
    if (!made.code.empty() && !is_code(made.code)) sheet.problem("\"" + clipped(made.code, 40) + "\" is not a code", "use lower-case letters, digits and _, at most 63");
    made.label = sheet.words("label");
    made.definition = sheet.words("definition");
    made.why = sheet.words("why");
    made.moves = sheet.words("moves");
    made.unit = sheet.filled("unit");
    auto const* const units = dictionary.list(unit_list);
    bool const is_currency = made.unit.size() == 3 && std::all_of(made.unit.begin(), made.unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!is_currency && (units == nullptr || units->find(made.unit) == nullptr)) sheet.problem("unknown unit " + clipped(made.unit, 40), "use a code of the list unit");
    auto numerator = rule_in(sheet, "numerator", dictionary);
    if (!sheet.cell("denominator").empty()) made.denominator = rule_in(sheet, "denominator", dictionary);
    made.by = parts_of(sheet.cell("by"));
    made.baseline = number_in(sheet, "baseline");
    made.target = number_in(sheet, "target");
    made.baseline_source = sheet.cell("baseline_source");
    made.target_source = sheet.cell("target_source");
    if (made.baseline && made.baseline_source.empty()) sheet.problem("a baseline without its source", "say where it is written, or leave it out");
    if (made.target && made.target_source.empty()) sheet.problem("a target without its source", "say where it is written, or leave it out");
    if (!numerator) return std::nullopt;
    made.numerator = std::move(*numerator);
    check_breakdown(sheet, made, dictionary);
    return made;
}

void read_indicators(PackFile const& file, Dictionary const& dictionary, ProgrammePack& pack, PackProblems& problems)
{
    std::set<std::string> seen;
    Sheet sheet{file, indicator_columns, problems};
    while (sheet.next()) {
        if (pack.indicators.size() == IndicatorLimits::indicators) return sheet.problem("more than 500 indicators", "keep those that somebody acts upon");
        auto made = indicator_in(sheet, dictionary);
        if (!seen.insert(sheet.cell("code")).second) sheet.problem("the indicator " + clipped(sheet.cell("code"), 60) + " is listed twice", "keep one of the two lines");
        if (made) pack.indicators.push_back(std::move(*made));
    }
}

int depth_of(std::string_view level)
{
    constexpr std::array<std::string_view, 3> levels{"ultimate", "outcome", "output"};
    auto const found = std::find(levels.begin(), levels.end(), level);
    return found == levels.end() ? -1 : static_cast<int>(found - levels.begin());
}

void read_framework(PackFile const& file, ProgrammePack& pack, PackProblems& problems)
{
    std::map<std::string, int> depths;
    Sheet sheet{file, framework_columns, problems};
    while (sheet.next()) {
        FrameworkLine line{sheet.filled("code"), sheet.filled("level"), sheet.cell("parent"), sheet.words("label"), parts_of(sheet.cell("indicators")), sheet.filled("source")};
        int const depth = depth_of(line.level);
        if (depth < 0) sheet.problem("\"" + clipped(line.level, 40) + "\" is no level", "write ultimate, outcome or output");
        auto const parent = depths.find(line.parent);
        if (depth > 0 && (parent == depths.end() || parent->second != depth - 1))
            sheet.problem("the parent " + clipped(line.parent, 60) + " is no line one level above, before this one", "name the line that this one leads to");
        if (depth == 0 && !line.parent.empty()) sheet.problem("an ultimate outcome with a parent", "leave parent empty");
        if (!depths.emplace(line.code, depth).second) sheet.problem("the line " + clipped(line.code, 60) + " is there twice", "keep one of the two lines");
        for (auto const& code : line.indicators)
            if (std::none_of(pack.indicators.begin(), pack.indicators.end(), [&](Indicator const& each) { return each.code == code; }))
                sheet.problem("no indicator " + clipped(code, 60), "name indicators of indicators.csv, with blanks between");
        pack.framework.push_back(std::move(line));
    }
}

/// Base forms that the programme uses as they are.
void read_uses(PackFile const& file, PackProblems& problems)
{
    constexpr std::array<std::string_view, 3> columns{"form", "why_fr", "why_en"};
    Sheet sheet{file, columns, problems};
    while (sheet.next()) {
        sheet.words("why");
        auto const wanted = "forms/" + sheet.filled("form") + "/survey.csv";
        auto const& known = base_pack::files();
        if (std::none_of(known.begin(), known.end(), [&](auto const& each) { return each.path == wanted; }))
            sheet.problem("the base pack has no form " + clipped(sheet.cell("form"), 60), "name a folder of packs/base/forms");
    }
}

void read_list(PackFile const& file, Dictionary const& base, ProgrammePack& pack, PackProblems& problems)
{
    auto read = read_code_list(file.path, file.content, problems);
    auto const* const known = base.list(read.list.name);
    if (known == nullptr) {
        problems.add(file.path, 0, "no field uses a list of this name", "name the file after a list of the base pack, whose codes it adds to");
        return;
    }
    if (read.list.name == unit_list) problems.add(file.path, 0, "a pack cannot add units", "use a unit of the base pack");
    for (std::size_t i = 0; i < read.list.codes.size(); ++i)
        if (known->find(read.list.codes[i].code) != nullptr)
            problems.add(file.path, read.lines[i], "the base pack has the code " + read.list.codes[i].code + " already", "leave this line out");
    pack.codes.emplace(read.list.name, std::move(read.list.codes));
}

/// Every cell of every table of the pack, and every line of its README and cases.
void check_words(PackFile const& file, PackProblems& problems)
{
    int line = 1;
    for (std::size_t at = 0; at < file.content.size(); ++line) {
        auto const end = std::min(file.content.find('\n', at), file.content.size());
        auto const text = std::string_view{file.content}.substr(at, end - at);
        at = end + 1;
        if (auto const word = forbidden_word(text); !word.empty())
            problems.add(file.path, line, "speaks of ethnicity, religion or allegiance (" + std::string{word} + ")",
                         "leave it out: groups are sex, age, livelihood, displacement, disability, or a name that the community chose");
        if (auto const word = labelling_word(text); !word.empty())
            problems.add(file.path, line, "puts a label on people or groups (" + std::string{word} + ")", "say what was done, in the words of the dialogue");
    }
}

void note_form(std::string_view path, ProgrammePack& pack, PackProblems& problems)
{
    auto const rest = path.substr(std::string_view{"forms/"}.size());
    auto const slash = rest.find('/');
    if (slash == std::string_view::npos) return problems.add(path, 0, "a file that is in no form's folder", "move it to forms/NAME/");
    std::string name{rest.substr(0, slash)};
    if (!is_name(name)) problems.add(path, 0, "a form's folder cannot be called " + clipped(name, 60), "use lower-case letters, digits and _");
    if (pack.forms.empty() || pack.forms.back() != name) pack.forms.push_back(std::move(name));
}

void hash_into(std::uint64_t& state, std::string_view text)
{
    for (char const c : text) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    state *= 0x100000001b3ULL;
}

void read_file(PackFile const& file, Dictionary const& base, ProgrammePack& pack, PackProblems& problems)
{
    std::string_view const path = file.path;
    bool const is_table = path.ends_with(".csv") || path.ends_with(".case") || path.ends_with(".yaml") || path.ends_with(".md");
    if (is_table) check_words(file, problems);
    if (path.starts_with("types/"))
        problems.add(path, 0, "a programme's pack holds no record types", "propose the type for packs/base, where every programme can use it");
    else if (path.starts_with("lists/") && path.ends_with(".csv"))
        read_list(file, base, pack, problems);
    else if (path.starts_with("forms/"))
        note_form(path, pack, problems);
    else if (path == "uses.csv")
        read_uses(file, problems);
}

PackFile const* file_named(std::span<PackFile const> files, std::string_view path)
{
    auto const found = std::find_if(files.begin(), files.end(), [&](PackFile const& file) { return file.path == path; });
    return found == files.end() ? nullptr : &*found;
}

std::string read_head(std::span<PackFile const> files, ProgrammePack& pack, PackProblems& problems)
{
    for (auto const needed : {"pack.yaml", "README.md"})
        if (file_named(files, needed) == nullptr)
            problems.add(needed, 0, std::string{"there is no "} + needed, "add it: pack.yaml with name, version, label, definition and licence; README.md with the sources");
    auto const* const file = file_named(files, "pack.yaml");
    if (file == nullptr) return {};
    auto head = read_pack_head(file->path, file->content, problems);
    pack.name = std::move(head.name);
    pack.label = std::move(head.label);
    if (pack.name == "base") problems.add(file->path, 0, "only the program's own base pack is called base", "choose another name");
    return head.version;
}

}  // namespace

std::string_view labelling_word(std::string_view text)
{
    static constexpr std::array<std::string_view, 5> stems{"terroris", "bandit", "djihad", "jihad", "coupeurs de route"};
    std::string const plain = " " + folded(text);
    for (auto const stem : stems)
        if (plain.find(" " + std::string{stem}) != std::string::npos) return stem;
    return {};
}

LoadedProgrammePack load_programme_pack(std::span<PackFile const> files, Dictionary const& base)
{
    LoadedProgrammePack loaded;
    auto& pack = loaded.pack;
    PackProblems problems;
    if (files.size() > PackLimits::files) {
        problems.add("pack.yaml", 0, "a pack of more than " + std::to_string(PackLimits::files) + " files", "split it into several packs");
        return {{}, std::move(problems).take()};
    }
    auto const number = read_head(files, pack, problems);
    std::vector<PackFile const*> sorted;
    for (auto const& file : files) sorted.push_back(&file);
    std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return a->path < b->path; });
    std::uint64_t state = 0xcbf29ce484222325ULL;
    for (auto const* file : sorted) {
        read_file(*file, base, pack, problems);
        hash_into(state, file->path);
        hash_into(state, file->content);
    }
    auto const whole = extended(base, {&pack, 1});
    if (auto const* file = file_named(files, "indicators.csv")) read_indicators(*file, whole ? whole.value() : base, pack, problems);
    if (auto const* file = file_named(files, "framework.csv")) read_framework(*file, pack, problems);
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(state >> 32U));
    pack.version = number + " " + digits;
    loaded.problems = std::move(problems).take();
    return loaded;
}

}  // namespace accalmie
