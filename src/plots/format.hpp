// SPDX-License-Identifier: Apache-2.0
// src/plots/format.hpp: numbers, months and spaces as French and English readers write them.
#pragma once

#include "core/time.hpp"
#include "dictionary/dictionary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace accalmie::plots {

enum class Language : std::uint8_t { french, english };
/// "fr" or "en".   errors  usage
Result<Language> parse_language(std::string_view code);
std::string_view language_code(Language language);

inline std::string const& say(Words const& words, Language language) { return language == Language::french ? words.fr : words.en; }

/// "12 345,5" and "12,345.5", four figures together; minus is U+2212. What is not finite is a dash.
std::string number_text(double value, int decimals, Language language);
/// Three figures at most and no zeros behind: "0,29", "1,5", "12", "1234".
std::string short_text(double value, Language language);
/// "+12 %" and "+12%": a change in percent, with its sign.
std::string percent_text(double value, Language language);
/// "p = 0,023", "p < 0,001".
std::string p_text(double p, Language language);
/// "janv. 2021" and "Jan 2021".
std::string month_text(Month month, Language language);
/// "janv. 2021 à juil. 2021".
std::string months_text(Month first, Month last, Language language);
/// "0,12 à 0,60"; a bound that is not there is said.
std::string interval_text(std::optional<double> low, std::optional<double> high, Language language);

/// Spaces that must not break: French before : ; ? ! % » and behind «, in both languages between a number and its unit (a "~" in `text`).
std::string typeset(std::string_view text, Language language);

}  // namespace accalmie::plots
