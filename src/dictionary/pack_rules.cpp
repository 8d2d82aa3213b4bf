// SPDX-License-Identifier: Apache-2.0
#include "dictionary/pack_rules.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace accalmie {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view not_collected = "not_collected";

ReadType const* find_type(ReadPack const& pack, std::string_view name)
{
    for (auto const& read : pack.types)
        if (read.type.name == name) return &read;
    return nullptr;
}

std::string in_field(Field const& field) { return "the field " + clipped(field.name, 60) + ": "; }

void check_field_references(ReadPack const& pack, Field const& field, std::string_view file, int line, PackProblems& problems)
{
    if (!field.list.empty() && pack.lists.find(field.list) == pack.lists.end())
        problems.add(file, line, in_field(field) + "there is no list " + clipped(field.list, 60),
                     "add lists/" + clipped(field.list, 60) + ".csv, or name a list that exists");
    if (!field.target.empty() && find_type(pack, field.target) == nullptr)
        problems.add(file, line, in_field(field) + "a link to the unknown type " + clipped(field.target, 60),
                     "name a type of this pack, or add types/" + clipped(field.target, 60) + ".yaml");
    if (field.unit.empty() || field.kind == FieldKind::money) return;
    auto const units = pack.lists.find(unit_list);
    if (units == pack.lists.end() || units->second.list.find(field.unit) == nullptr)
        problems.add(file, line, in_field(field) + "unknown unit " + clipped(field.unit, 60), "use a code of lists/unit.csv, or add it there");
}

/// The field of this name if it is a required code; what is wrong is named at the counting field.
Field const* required_code(ReadType const& read, std::string_view name)
{
    auto const at = read.type.index_of(name);
    if (!at) return nullptr;
    Field const& field = read.type.fields[*at];
    return field.kind == FieldKind::code && field.required ? &field : nullptr;
}

void check_people(ReadPack const& pack, ReadType const& read, std::size_t at, PackProblems& problems)
{
    Field const& count = read.type.fields[at];
    for (auto const name : {"sex"sv, "age_band"sv, "residence"sv}) {
        Field const* field = required_code(read, name);
        if (field == nullptr) {
            problems.add(read.file, read.lines[at], in_field(count) + "a count of people without " + std::string{name},
                         "add the required code field " + std::string{name} + " to this type");
            continue;
        }
        auto const list = pack.lists.find(field->list);
        bool const readable = list != pack.lists.end() && !list->second.list.codes.empty();
        if (readable && list->second.list.find(not_collected) == nullptr)
            problems.add(list->second.file, 0, "no code not_collected, though people are counted by " + std::string{name},
                         "add a line for not_collected: what was not asked must not look like an answer");
    }
}

void check_type_counts(ReadPack const& pack, ReadType const& read, PackProblems& problems)
{
    for (std::size_t i = 0; i < read.type.fields.size(); ++i) {
        Field const& field = read.type.fields[i];
        bool const people = field.unit == "person" || field.unit == "person_or_animal";
        bool const number = field.kind == FieldKind::integer || field.kind == FieldKind::decimal;
        if (people) check_people(pack, read, i, problems);
        if (number && !people && field.name.starts_with("people"))
            problems.add(read.file, read.lines[i], in_field(field) + "a count of people without the unit person", "add `unit: person`");
        bool const of_species = field.name == "service" || field.name == "disease" || field.unit == "animal" || field.unit == "person_or_animal";
        if (of_species && required_code(read, "species") == nullptr)
            problems.add(read.file, read.lines[i], in_field(field) + "no species beside it", "add the required code field species to this type");
    }
}

// Words of French and English without accents, as `folded` writes them. A stem is the beginning of a word.
constexpr std::array forbidden_stems{"ethni"sv,     "religi"sv,  "musulman"sv, "muslim"sv,   "islam"sv,      "chretien"sv,
                                     "christian"sv, "animist"sv, "allegean"sv, "allegian"sv, "confession"sv, "croyan"sv};
constexpr std::array forbidden_words{"tribu"sv,   "tribus"sv, "tribe"sv,   "tribes"sv,  "tribal"sv,    "tribale"sv, "tribales"sv, "tribaux"sv,
                                     "caste"sv,   "castes"sv, "clan"sv,    "clans"sv,   "race"sv,      "races"sv,   "racial"sv,   "raciale"sv,
                                     "sect"sv,    "sects"sv,  "secte"sv,   "sectes"sv,  "sectarian"sv, "faith"sv,   "faiths"sv,   "animisme"sv,
                                     "animism"sv, "mosque"sv, "mosquee"sv, "loyaute"sv, "loyalty"sv};
constexpr std::array forbidden_phrases{"parti politique"sv,       "partis politiques"sv,      "political party"sv,       "political parties"sv,
                                       "affiliation politique"sv, "appartenance politique"sv, "political affiliation"sv, "political opinion"sv,
                                       "opinion politique"sv,     "opinions politiques"sv,    "political opinions"sv};

/// The one of `candidates` that `word` is.
std::string_view forbidden_single(std::string_view word)
{
    for (auto const stem : forbidden_stems)
        if (word.starts_with(stem)) return stem;
    auto const found = std::find(forbidden_words.begin(), forbidden_words.end(), word);
    return found == forbidden_words.end() ? std::string_view{} : *found;
}

void refuse_word(std::string_view text, std::string_view file, int line, PackProblems& problems)
{
    auto const word = forbidden_word(text);
    if (word.empty()) return;
    problems.add(file, line, "\"" + clipped(text, 60) + "\" speaks of ethnicity, religion or allegiance (" + std::string{word} + ")",
                 "leave it out: groups are sex, age, livelihood, displacement, disability, or a name that the community chose");
}

void refuse_words(Words const& words, std::string_view file, int line, PackProblems& problems)
{
    refuse_word(words.fr, file, line, problems);
    refuse_word(words.en, file, line, problems);
}

}  // namespace

void check_references(ReadPack const& pack, PackProblems& problems)
{
    std::set<std::string_view> used{unit_list};
    for (auto const& read : pack.types)
        for (std::size_t i = 0; i < read.type.fields.size(); ++i) {
            check_field_references(pack, read.type.fields[i], read.file, read.lines[i], problems);
            used.insert(read.type.fields[i].list);
        }
    for (auto const& [name, read] : pack.lists)
        if (!used.contains(name))
            problems.add(read.file, 0, "no field uses this list", "remove the file, or give a field `list: " + clipped(name, 60) + "`");
}

void check_counts(ReadPack const& pack, PackProblems& problems)
{
    for (auto const& read : pack.types) check_type_counts(pack, read, problems);
}

std::string_view forbidden_word(std::string_view text)
{
    std::string const plain = folded(text);
    std::string single_spaced;
    for (std::size_t at = 0; at < plain.size();) {
        std::size_t const end = std::min(plain.find(' ', at), plain.size());
        std::string_view const word = std::string_view{plain}.substr(at, end - at);
        if (auto const found = forbidden_single(word); !found.empty()) return found;
        if (!word.empty()) single_spaced.append(single_spaced.empty() ? "" : " ").append(word);
        at = end + 1;
    }
    for (auto const phrase : forbidden_phrases)
        if ((" " + single_spaced + " ").find(" " + std::string{phrase} + " ") != std::string::npos) return phrase;
    return {};
}

void check_forbidden_words(ReadPack const& pack, PackProblems& problems)
{
    for (auto const& read : pack.types) {
        refuse_word(read.type.name, read.file, 0, problems);
        refuse_words(read.type.label, read.file, 0, problems);
        for (std::size_t i = 0; i < read.type.fields.size(); ++i) {
            refuse_word(read.type.fields[i].name, read.file, read.lines[i], problems);
            refuse_words(read.type.fields[i].label, read.file, read.lines[i], problems);
        }
    }
    for (auto const& [name, read] : pack.lists) {
        refuse_word(name, read.file, 0, problems);
        for (std::size_t i = 0; i < read.list.codes.size(); ++i) {
            refuse_word(read.list.codes[i].code, read.file, read.lines[i], problems);
            refuse_words(read.list.codes[i].label, read.file, read.lines[i], problems);
        }
    }
}

}  // namespace accalmie
