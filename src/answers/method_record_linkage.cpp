// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "core/person_name.hpp"
#include "measures/record_linkage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

/// What a column is for, told by its name in French or English.
enum class Role { given, surname, full_name, parent, birth, birth_year, sex, place, address, post_code, house, identifier, state, none };

struct Known {
    std::string_view names;  ///< plain letters, blanks between; underscores of the file's name left out
    Role role;
};

constexpr Known known[] = {
    {"givenname firstname forename prenom prenoms given", Role::given},
    {"surname lastname familyname nom nomdefamille nomfamille patronyme", Role::surname},
    {"name fullname nomcomplet nometprenom nomprenom prenomnom nomsetprenoms", Role::full_name},
    {"mothername mothersname nommere nomdelamere mere mother fathername fathersname nompere nomdupere pere father", Role::parent},
    {"dateofbirth birthdate dob datenaissance datedenaissance naissance ddn", Role::birth},
    {"birthyear yearofbirth anneenaissance anneedenaissance", Role::birth_year},
    {"sex sexe gender genre", Role::sex},
    {"village place lieu localite suburb city town ville commune cercle quartier", Role::place},
    {"address address1 address2 adresse adresse1 adresse2 street rue", Role::address},
    {"postcode zip zipcode codepostal", Role::post_code},
    {"streetnumber housenumber numero numerorue menage", Role::house},
    {"socsecid ssn nina nationalid phone telephone tel phonenumber idnumber", Role::identifier},
    {"state region province", Role::state},
};

std::string bare(std::string_view column)
{
    auto plain = plain_letters(column);
    std::erase(plain, ' ');
    return plain;
}

Role role_of(std::string_view column)
{
    auto const name = " " + bare(column) + " ";
    for (auto const& one : known)
        if (std::string{" "}.append(one.names).append(" ").find(name) != std::string::npos) return one.role;
    return Role::none;
}

Comparator comparator_of(Role role)
{
    switch (role) {
    case Role::given:
    case Role::surname:
    case Role::full_name:
    case Role::parent: return Comparator::name;
    case Role::birth: return Comparator::date;
    case Role::birth_year:
    case Role::post_code:
    case Role::house:
    case Role::identifier: return Comparator::number;
    case Role::sex:
    case Role::state: return Comparator::code;
    case Role::place:
    case Role::address:
    case Role::none: break;
    }
    return Comparator::text;
}

Result<Comparator> comparator_named(std::string_view text)
{
    if (text == "name") return Comparator::name;
    if (text == "text") return Comparator::text;
    if (text == "number") return Comparator::number;
    if (text == "code") return Comparator::code;
    if (text == "date") return Comparator::date;
    return Error{Error::Kind::invalid, fmt::format("an unknown comparator \"{}\"", text.substr(0, 40)), "option fields", "choose name, text, number, code or date, as surname:name,date_of_birth:date"};
}

std::string_view comparator_name(Comparator comparator)
{
    switch (comparator) {
    case Comparator::name: return "name";
    case Comparator::text: return "text";
    case Comparator::number: return "number";
    case Comparator::code: return "code";
    case Comparator::date: return "date";
    }
    return {};
}

Result<std::vector<LinkageField>> fields_of(MethodTable const& table, MethodRows const& rows, MethodOptions const& options)
{
    std::vector<LinkageField> fields;
    for (auto const& part : option_names(options, "fields")) {
        auto const colon = part.find(':');
        auto const name = std::string{trimmed_cell(part.substr(0, colon))};
        if (!rows.has(name)) return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", name.substr(0, 40)), "option fields", "write COLUMN or COLUMN:COMPARATOR, separated by commas"};
        fields.push_back({name, colon == std::string::npos ? comparator_of(role_of(name)) : TRY(comparator_named(trimmed_cell(part.substr(colon + 1))))});
    }
    if (fields.empty())
        for (auto const& column : table.columns)
            if (auto const name = trimmed_cell(column); role_of(name) != Role::none) fields.push_back({std::string{name}, comparator_of(role_of(name))});
    if (fields.empty()) return Error{Error::Kind::missing, "no column that the method knows", "row 1", "name the columns that say who a person is: --fields nom:name,date_naissance:date"};
    return fields;
}

using How = BlockingPart::How;

/// What a pass of these parts would bring together, where all of them are there.
class DefaultPasses {
public:
    explicit DefaultPasses(std::vector<LinkageField> const& fields)
    {
        for (std::size_t field = 0; field < fields.size(); ++field) by_role_[role_of(fields[field].name)].push_back(field);
    }

    std::vector<BlockingPass> all()
    {
        add({{Role::given, How::sound}, {Role::surname, How::sound}});
        add({{Role::surname, How::sound}, {Role::birth, How::year}});
        add({{Role::given, How::sound}, {Role::birth, How::year}});
        add({{Role::given, How::sound}, {Role::birth, How::month_day}});
        add({{Role::full_name, How::sound}});
        add({{Role::full_name, How::start}, {Role::birth, How::year}});
        add({{Role::parent, How::sound}, {Role::birth, How::year}});
        add({{Role::surname, How::sound}, {Role::birth_year, How::equal}});
        add({{Role::given, How::sound}, {Role::birth_year, How::equal}});
        add({{Role::birth, How::equal}});
        add({{Role::surname, How::sound}, {Role::post_code, How::equal}});
        add({{Role::given, How::sound}, {Role::post_code, How::equal}});
        add({{Role::surname, How::sound}, {Role::place, How::sound}});
        add({{Role::given, How::sound}, {Role::place, How::sound}});
        for (auto const field : by_role_[Role::identifier]) passes_.push_back({{field, How::equal}});
        return passes_;
    }

private:
    void add(std::vector<std::pair<Role, How>> const& parts)
    {
        BlockingPass pass;
        for (auto const& [role, how] : parts) {
            if (by_role_[role].empty()) return;
            pass.push_back({by_role_[role].front(), how});
        }
        passes_.push_back(std::move(pass));
    }

    std::map<Role, std::vector<std::size_t>> by_role_;
    std::vector<BlockingPass> passes_;
};

Result<How> how_named(std::string_view text)
{
    if (text == "equal") return How::equal;
    if (text == "sound") return How::sound;
    if (text == "year") return How::year;
    if (text == "month-day") return How::month_day;
    if (text == "start") return How::start;
    return Error{Error::Kind::invalid, fmt::format("an unknown part \"{}\"", text.substr(0, 40)), "option passes", "choose equal, sound, year, month-day or start, as surname:sound+date_of_birth:year"};
}

std::string_view how_name(How how)
{
    switch (how) {
    case How::equal: return "equal";
    case How::sound: return "sound";
    case How::year: return "year";
    case How::month_day: return "month-day";
    case How::start: return "start";
    }
    return {};
}

Result<BlockingPart> read_part(std::string_view text, std::vector<LinkageField> const& fields)
{
    auto const colon = text.find(':');
    auto const name = trimmed_cell(text.substr(0, colon));
    auto const found = std::find_if(fields.begin(), fields.end(), [&](LinkageField const& field) { return field.name == name; });
    if (found == fields.end()) return Error{Error::Kind::missing, fmt::format("\"{}\" is not among the fields", name.substr(0, 40)), "option passes", "block on fields that are compared"};
    auto const how = colon == std::string_view::npos ? How::equal : TRY(how_named(trimmed_cell(text.substr(colon + 1))));
    return BlockingPart{static_cast<std::size_t>(found - fields.begin()), how};
}

Result<std::vector<BlockingPass>> passes_of(std::vector<LinkageField> const& fields, MethodOptions const& options)
{
    std::vector<BlockingPass> passes;
    for (auto const& text : option_names(options, "passes")) {
        BlockingPass pass;
        for (std::size_t at = 0; at <= text.size();) {
            auto const end = std::min(text.find('+', at), text.size());
            pass.push_back(TRY(read_part(std::string_view{text}.substr(at, end - at), fields)));
            at = end + 1;
        }
        passes.push_back(std::move(pass));
    }
    if (passes.empty()) passes = DefaultPasses{fields}.all();
    if (passes.empty()) return Error{Error::Kind::missing, "no blocking pass follows from these columns", "option passes", "name one, as nom:sound+date_naissance:year"};
    return passes;
}

Result<LinkageRecords> read_records(MethodRows const& rows, std::vector<LinkageField> fields)
{
    LinkageRecords records;
    for (auto const& field : fields) {
        std::vector<std::string> cells;
        for (std::size_t row = 0; row < rows.size(); ++row) cells.emplace_back(rows.text(row, field.name));
        records.cells.push_back(std::move(cells));
    }
    records.fields = std::move(fields);
    if (!rows.has("list")) return records;
    std::map<std::string, std::size_t, std::less<>> lists;
    for (std::size_t row = 0; row < rows.size(); ++row) records.list.push_back(lists.try_emplace(std::string{rows.text(row, "list")}, lists.size()).first->second);
    return records;
}

Result<LinkageSettings> read_settings(std::vector<LinkageField> const& fields, MethodOptions const& options)
{
    LinkageSettings settings;
    settings.passes = TRY(passes_of(fields, options));
    settings.false_match_rate_max = TRY(option_number(options, "false-match-rate"));
    auto const output = option_text(options, "output"), frequency = option_text(options, "frequency");
    if (output != "clusters" && output != "one-to-one") return Error{Error::Kind::invalid, "an unknown output", "option output", "choose clusters or one-to-one"};
    if (frequency != "names" && frequency != "none") return Error{Error::Kind::invalid, "unknown frequency weights", "option frequency", "choose names or none"};
    settings.output = output == "clusters" ? LinkageOutput::clusters : LinkageOutput::one_to_one;
    settings.frequency = frequency == "names" ? FrequencyWeights::names : FrequencyWeights::none;
    return settings;
}

Tree numbers_tree(std::vector<double> const& numbers)
{
    Tree list = Tree::list();
    for (double const number : numbers) list.push(number);
    return list;
}

Tree fields_tree(std::vector<LinkageField> const& fields, Linkage const& linkage)
{
    Tree list = Tree::list();
    for (std::size_t field = 0; field < fields.size(); ++field) {
        auto const& fit = linkage.fields[field];
        list.push(Tree::members()
                      .add("field", fields[field].name)
                      .add("comparator", comparator_name(fields[field].comparator))
                      .add("m", numbers_tree(fit.m))
                      .add("u", numbers_tree(fit.u))
                      .add("weights", numbers_tree(fit.weight))
                      .add("m_learnt", fit.m_learnt));
    }
    return list;
}

Tree passes_tree(std::vector<BlockingPass> const& passes, std::vector<LinkageField> const& fields)
{
    Tree list = Tree::list();
    for (auto const& pass : passes) {
        std::string text;
        for (auto const& part : pass) text += fmt::format("{}{}:{}", text.empty() ? "" : "+", fields[part.field].name, how_name(part.how));
        list.push(text);
    }
    return list;
}

/// A record by its row in the file (the header is row 1) and, where there is one, its name for itself.
Tree record_tree(MethodRows const& rows, std::size_t record)
{
    if (!rows.has("id")) return static_cast<std::int64_t>(record + 2);
    return Tree::members().add("row", static_cast<std::int64_t>(record + 2)).add("id", rows.text(record, "id"));
}

Tree pairs_tree(MethodRows const& rows, Linkage const& linkage, std::size_t shown)
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < std::min(shown, linkage.pairs.size()); ++i) {
        auto const& pair = linkage.pairs[i];
        list.push(Tree::members().add("first", record_tree(rows, pair.first)).add("second", record_tree(rows, pair.second)).add("weight", pair.weight).add("probability", pair.probability));
    }
    return list;
}

Tree clusters_tree(MethodRows const& rows, Linkage const& linkage, std::size_t shown)
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < std::min(shown, linkage.clusters.size()); ++i) {
        Tree members = Tree::list();
        for (auto const record : linkage.clusters[i]) members.push(record_tree(rows, record));
        list.push(std::move(members));
    }
    return list;
}

Result<Tree> run_record_linkage(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const fields = TRY(fields_of(table, rows, options));
    auto const records = TRY(read_records(rows, fields));
    auto const settings = TRY(read_settings(fields, options));
    auto const shown = static_cast<std::size_t>(TRY(option_count(options, "pairs-max")));
    auto const linkage = TRY(link_records(records, settings));
    std::size_t in_clusters = 0;
    for (auto const& cluster : linkage.clusters) in_clusters += cluster.size();
    auto const count = [](std::size_t value) { return static_cast<std::int64_t>(value); };
    Tree used = Tree::list();
    for (auto const& field : fields) used.push(field.name);
    Tree tree = Tree::members().add("columns_used", std::move(used)).add("records", count(linkage.records)).add("pairs_possible", static_cast<std::int64_t>(linkage.pairs_possible));
    tree.add("candidates", count(linkage.candidates)).add("blocks_left_out", count(linkage.blocks_left_out)).add("passes", passes_tree(settings.passes, fields));
    tree.add("matches_expected", linkage.matches_expected).add("links", count(linkage.pairs.size())).add("clusters_count", count(linkage.clusters.size()));
    tree.add("persons", count(linkage.records - in_clusters + linkage.clusters.size()));
    tree.add("threshold_weight", linkage.threshold_weight).add("threshold_probability", linkage.threshold_probability);
    tree.add("false_match_rate_expected", linkage.false_match_rate_expected).add("missed_match_rate_expected", linkage.missed_match_rate_expected);
    tree.add("em_steps", linkage.steps).add("fields", fields_tree(fields, linkage));
    return tree.add("pairs", pairs_tree(rows, linkage, shown)).add("clusters", clusters_tree(rows, linkage, shown));
}

}  // namespace

Method record_linkage_method()
{
    return {"record-linkage",
            {"Quelles lignes sont la même personne (Fellegi-Sunter)", "Which rows are the same person (Fellegi-Sunter)"},
            {{"list", "text", false, {"registre de la ligne: seules des lignes de registres différents sont comparées", "register of the row: only rows of different registers are compared"}},
             {"id", "text", false, {"identifiant de la ligne, montré, jamais comparé", "name of the row, shown, never compared"}}},
            {{"fields", "none", {"colonnes comparées: COLONNE:name|text|number|code|date; none: reconnues par leur nom", "columns compared: COLUMN:name|text|number|code|date; none: told by their names"}},
             {"passes", "none", {"blocages: COLONNE:equal|sound|year|month-day|start, + entre les parties, virgule entre les passes", "blocking: COLUMN:equal|sound|year|month-day|start, + between parts, comma between passes"}},
             {"false-match-rate", "0.005", {"part attendue de liens faux", "expected share of wrong links"}},
             {"output", "clusters", {"clusters ou one-to-one", "clusters or one-to-one"}},
             {"frequency", "names", {"names: un nom rare pèse plus; none", "names: a rare name weighs more; none"}},
             {"pairs-max", "100000", {"paires et groupes montrés au plus", "pairs and clusters shown at most"}}},
            "Fellegi & Sunter 1969; Winkler 1988, 1990; Damerau 1964",
            "docs/methods/record-linkage.md",
            run_record_linkage};
}

}  // namespace accalmie
