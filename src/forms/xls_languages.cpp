// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_languages.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie::forms {

namespace {

// ISO 639-1 and the codes of three letters for the same languages, which language tags (RFC 5646) do not use: "bm", never "bam".
constexpr std::string_view iso_639_1 = "aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze ba bak be bel bg bul bh "
                                       "bih bi bis bm bam bn ben bo bod br bre bs bos "
                                       "ca cat ce che ch cha co cos cr cre cs ces cu chu cv chv cy cym da dan de deu dv div dz dzo ee ewe el ell en "
                                       "eng eo epo es spa et est eu eus fa fas ff ful "
                                       "fi fin fj fij fo fao fr fra fy fry ga gle gd gla gl glg gn grn gu guj gv glv ha hau he heb hi hin ho hmo hr "
                                       "hrv ht hat hu hun hy hye hz her ia ina id ind "
                                       "ie ile ig ibo ii iii ik ipk io ido is isl it ita iu iku ja jpn jv jav ka kat kg kon ki kik kj kua kk kaz kl "
                                       "kal km khm kn kan ko kor kr kau ks kas ku kur "
                                       "kv kom kw cor ky kir la lat lb ltz lg lug li lim ln lin lo lao lt lit lu lub lv lav mg mlg mh mah mi mri mk "
                                       "mkd ml mal mn mon mr mar ms msa mt mlt my mya "
                                       "na nau nb nob nd nde ne nep ng ndo nl nld nn nno no nor nr nbl nv nav ny nya oc oci oj oji om orm or ori os "
                                       "oss pa pan pi pli pl pol ps pus pt por qu que "
                                       "rm roh rn run ro ron ru rus rw kin sa san sc srd sd snd se sme sg sag si sin sk slk sl slv sm smo sn sna so "
                                       "som sq sqi sr srp ss ssw st sot su sun sv swe "
                                       "sw swa ta tam te tel tg tgk th tha ti tir tk tuk tl tgl tn tsn to ton tr tur ts tso tt tat tw twi ty tah ug "
                                       "uig uk ukr ur urd uz uzb ve ven vi vie vo vol "
                                       "wa wln wo wol xh xho yi yid yo yor za zha zh zho zu zul sh hbs";
// Older codes of three letters of the same languages.
constexpr std::string_view bibliographic = "alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel";

bool is_letters(std::string_view text)
{
    return std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

struct SheetTexts {
    std::map<std::string, std::set<std::string>> columns_by_language;
    std::set<std::string> columns;

    bool in_default_only() const
    {
        return columns_by_language.empty() || (columns_by_language.size() == 1 && columns_by_language.contains("default"));
    }
};

/// What people call the translatable column of this path; empty if it is none.
std::string_view translatable(Heading const& heading, SheetKind kind)
{
    auto const& path = heading.path;
    if (path.front() == "media" && path.size() > 1) return path[1];
    if (path.front() == "label") return "label";
    if (kind != SheetKind::survey) return {};
    if (path.front() == "hint" || path.front() == "guidance_hint") return path.front();
    if (path.front() == "bind" && path.size() > 1) {
        if (path[1] == "jr:constraintMsg") return "constraint_message";
        if (path[1] == "jr:requiredMsg") return "required_message";
    }
    return {};
}

SheetTexts texts_of(Table const& table)
{
    SheetTexts texts;
    for (auto const& heading : table.headings) {
        auto const name = translatable(heading, table.kind);
        if (name.empty()) continue;
        auto const& path = heading.path;
        std::size_t const depth = path.front() == "media" || path.front() == "bind" ? 2 : 1;
        if (path.size() <= depth + 1) texts.columns_by_language[path.size() > depth ? path[depth] : "default"].emplace(name);
        texts.columns.emplace(name);
    }
    return texts;
}

void tell_missing(Table const& table, SheetTexts const& texts, Findings& findings)
{
    if (texts.in_default_only()) return;
    for (auto const& [language, columns] : texts.columns_by_language) {
        std::vector<std::string> missing;
        std::ranges::set_difference(texts.columns, columns, std::back_inserter(missing));
        if (missing.empty()) continue;
        std::string list;
        for (auto const& one : missing) list += (list.empty() ? "" : ", ") + one;
        findings.warn({.sheet = table.sheet, .row = 1, .column = {}, .cell = {}},
                      "language '" + language + "' is missing the " + std::string{sheet_name(table.kind)} + " column" +
                          (missing.size() > 1 ? "s " : " ") + list,
                      "add what is missing, or people read \"-\"");
    }
}

}  // namespace

void check_translations(Table const& survey, Table const* choices, bool uses_or_other, Findings& findings)
{
    auto const asked = texts_of(survey);
    auto const offered = choices == nullptr ? SheetTexts{} : texts_of(*choices);
    tell_missing(survey, asked, findings);
    if (choices != nullptr) tell_missing(*choices, offered, findings);
    if (uses_or_other && (!asked.in_default_only() || !offered.in_default_only()))
        findings.warn(
            {}, "this form uses or_other and translations, which is not recommended: an untranslated question and choice label is made for 'other'",
            "add the choice 'other' and a text question yourself");
}

bool is_language_code(std::string_view code)
{
    if (!is_letters(code)) return false;
    auto const words = split_words(iso_639_1);
    if (code.size() == 2) return std::ranges::find(words, code) != words.end();
    if (code.size() != 3) return false;
    auto const older = split_words(bibliographic);
    return std::ranges::find(words, code) == words.end() && std::ranges::find(older, code) == older.end();
}

void check_language_codes(std::vector<std::string> const& languages, Findings& findings)
{
    std::string bad;
    for (auto const& language : languages) {
        auto const open = language.find('(');
        bool const has_code = open != std::string::npos && language.ends_with(')');
        auto const code = has_code ? std::string_view{language}.substr(open + 1, language.size() - open - 2) : std::string_view{};
        if (language != "default" && !is_language_code(code)) bad += (bad.empty() ? "" : ", ") + language;
    }
    if (!bad.empty())
        findings.warn({}, "the following language declarations do not contain valid machine-readable codes: " + bad,
                      "write them as label::Français (fr)");
}

}  // namespace accalmie::forms
