// SPDX-License-Identifier: Apache-2.0
#include "core/person_name.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t octets_max = 400;

struct Letter {
    std::uint32_t code_point;
    std::string_view plain;
};

/// Letters of French, Bambara, Fulfulde, Songhay and Tamasheq spellings beyond a to z, in order of code point; capitals are lowered before.
constexpr Letter letters[] = {
    {0xE0, "a"}, {0xE1, "a"}, {0xE2, "a"}, {0xE3, "a"}, {0xE4, "a"}, {0xE5, "a"}, {0xE6, "ae"}, {0xE7, "c"}, {0xE8, "e"}, {0xE9, "e"}, {0xEA, "e"},
    {0xEB, "e"}, {0xEC, "i"}, {0xED, "i"}, {0xEE, "i"}, {0xEF, "i"}, {0xF1, "ny"}, {0xF2, "o"}, {0xF3, "o"}, {0xF4, "o"}, {0xF5, "o"}, {0xF6, "o"},
    {0xF8, "o"}, {0xF9, "u"}, {0xFA, "u"}, {0xFB, "u"}, {0xFC, "u"}, {0xFD, "y"}, {0xFF, "y"}, {0x103, "a"}, {0x11B, "e"}, {0x14B, "ng"}, {0x153, "oe"},
    {0x161, "s"}, {0x16B, "u"}, {0x17E, "z"}, {0x1B4, "y"}, {0x1DD, "e"}, {0x1E7, "g"}, {0x253, "b"}, {0x254, "o"}, {0x257, "d"}, {0x25B, "e"},
    {0x263, "g"}, {0x272, "ny"},
};

/// Capitals outside Latin-1, where a capital is not its letter less 32.
constexpr std::array<std::array<std::uint32_t, 2>, 15> capitals{{{0x102, 0x103}, {0x11A, 0x11B}, {0x14A, 0x14B}, {0x152, 0x153}, {0x160, 0x161}, {0x16A, 0x16B}, {0x178, 0xFF},
                                                                 {0x17D, 0x17E}, {0x181, 0x253}, {0x186, 0x254}, {0x18A, 0x257}, {0x18E, 0x1DD}, {0x190, 0x25B}, {0x194, 0x263}, {0x19D, 0x272}}};

/// The next character of UTF-8 text, taken off its front; 0 for octets that are none.
std::uint32_t take_character(std::string_view& text)
{
    auto const first = static_cast<std::uint8_t>(text.front());
    std::size_t const length = first < 0x80 ? 1 : (first >> 5U) == 6 ? 2 : (first >> 4U) == 14 ? 3 : (first >> 3U) == 30 ? 4 : 0;
    if (length == 0 || length > text.size()) {
        text.remove_prefix(1);
        return 0;
    }
    std::uint32_t value = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        auto const next = static_cast<std::uint8_t>(text[i]);
        if ((next & 0xC0U) != 0x80U) {
            text.remove_prefix(i);
            return 0;
        }
        value = (value << 6U) | (next & 0x3FU);
    }
    text.remove_prefix(length);
    return value;
}

std::uint32_t lowered(std::uint32_t character)
{
    if ((character >= 'A' && character <= 'Z') || (character >= 0xC0 && character <= 0xDE && character != 0xD7)) return character + 32;
    for (auto const& [capital, small] : capitals)
        if (capital == character) return small;
    return character;
}

constexpr bool is_plain(std::uint32_t character) { return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9'); }
/// What joins or sits on a letter and is not heard: apostrophes, combining accents, broken octets.
constexpr bool is_silent(std::uint32_t character) { return character == 0 || character == '\'' || character == 0x2019 || character == 0x2BC || (character >= 0x300 && character <= 0x36F); }

constexpr bool is_vowel(char letter) { return std::string_view{"aeiouy"}.find(letter) != std::string_view::npos; }
constexpr bool is_front_vowel(char letter) { return letter == 'e' || letter == 'i' || letter == 'y'; }

using Where = SpellingRule::Where;

constexpr SpellingRule rules[] = {
    {"ck", "k", Where::anywhere, "Dicko, Diko; Cheick, Cheik"},
    {"kh", "k", Where::anywhere, "Khadija, Kadidia: the Arabic kh is written with or without its h"},
    {"ph", "f", Where::anywhere, "Joseph, Josef"},
    {"gh", "g", Where::anywhere, "Aghali, Agali"},
    {"tch", "ti", Where::anywhere, "French tch and ti before a vowel are one sound: Tchéma, Tiéma"},
    {"sch", "s", Where::anywhere, "sch is ch"},
    {"sh", "s", Where::anywhere, "Sheikh, Cheick; and Aïchata, Aïssata: ch and s change places between languages"},
    {"ch", "s", Where::anywhere, "as sh"},
    {"h", "", Where::anywhere, "h is not heard in French spelling: Haïdara, Aïdara; Théra, Téra; Hawa, Awa; Yahya, Yaya"},
    {"qu", "k", Where::anywhere, "Yaqouba, Yacouba"},
    {"q", "k", Where::anywhere, "as qu"},
    {"c", "s", Where::before_front_vowel, "Cissé, Sissé; Cissoko, Sissoko"},
    {"c", "k", Where::anywhere, "French c, national spelling k: Coulibaly, Kulibali; Camara, Kamara"},
    {"gu", "g", Where::before_front_vowel, "French writes gu before e and i: Guindo, Gindo; Ouologuem, Wologem"},
    {"gn", "ni", Where::anywhere, "French gn, national spelling ny: Niagna, Niania"},
    {"ou", "u", Where::anywhere, "French ou, national spelling u or w: Touré, Ture; Ouattara, Wattara"},
    {"w", "u", Where::anywhere, "as ou: Daouda, Dawda"},
    {"y", "i", Where::anywhere, "Maïga, Mayga; Coulibaly, Coulybali; Ly, Li"},
    {"dj", "j", Where::anywhere, "Djibril, Jibril"},
    {"di", "j", Where::before_vowel, "French di before a vowel, national spelling j: Diarra, Jara; Diallo, Jalo; Kadidia, Kadija"},
    {"ei", "ai", Where::anywhere, "one diphthong: Seydou, Saïdou; Keïta, Kaïta"},
    {"mb", "nb", Where::anywhere, "m and n are not told apart before b: Dembélé, Denbele"},
    {"mp", "np", Where::anywhere, "as mb"},
};

constexpr NameGroup groups[] = {
    {"traore", "traore tarawele taraore tarawore trawele tarawale taraole traole", "the national spelling of Traoré keeps a vowel that French dropped; r and l change places"},
    {"kone", "kone konne", "a doubled n is not heard"},
    {"doumbia", "doumbia dumbuya doumbouya dunbuya", "forms of one clan name north and south"},
    {"bagayoko", "bagayoko bagayogo bakayoko", "g and k change places between Mali and its neighbours"},
    {"sanogo", "sanogo sanoko sanokho", "as Bagayoko"},
    {"niare", "niare niakhate niakate", "forms of one clan name"},
    {"sidibe", "sidibe sidybe sidibeh", "endings in h are not heard"},
    {"ba", "ba bah baa", "a long vowel, written three ways"},
    {"toure", "toure ture touray", "Touray is the English spelling"},
    {"cisse", "cisse sise ceesay sesay", "Ceesay is the English spelling"},
    {"diallo", "diallo jalo jallow", "Jallow is the English spelling"},
    {"keita", "keita kaita kaytah", "endings in h are not heard"},
    {"mohamed", "mohamed mohammed muhammad mouhamed mohamad mouhamad mahamed mahamad mouhammad mohamet mahamadou mamadou muhammadu mouhamadou", "forms of one name; clerks write one for the other"},
    {"ahmed", "ahmed ahmad ahmadou amadou hamadou ahamadou hamidou amidou", "forms of one root; clerks write one for the other"},
    {"fatoumata", "fatoumata fatimata fatima fatma fatimatou fatoumatou fatou fanta", "forms of Fatima, short ones too"},
    {"aissata", "aissata aichata aissatou aichatou assetou assitan aicha aisha assata", "forms of Aisha"},
    {"kadidia", "kadidia khadija kadidiatou kadiatou kadia kadidjatou", "forms of Khadija"},
    {"mariam", "mariam mariame maryam mariama meriem mariamou", "forms of one name"},
    {"aminata", "aminata amina aminatou aminatta amy ami mina", "forms of Amina"},
    {"oumar", "oumar omar oumarou umar omarou", "forms of one name"},
    {"ousmane", "ousmane osmane usman othman outhmane ousman", "forms of one name"},
    {"abdoulaye", "abdoulaye abdullah abdoulahi abdallah abdoulai abdoullaye ablaye", "forms of one name"},
    {"ibrahim", "ibrahim ibrahima ibrahime brahima brehima birahima ibraham abraham", "forms of one name"},
    {"boubacar", "boubacar aboubacar bubakar boubakar aboubakr aboubakar boubakari aboubacrine", "forms of one name"},
    {"souleymane", "souleymane souleimane soulaimane suleiman sulayman soleymane souleyman", "forms of one name"},
    {"youssouf", "youssouf youssouph yusuf yousouf joseph issoufou issouf", "forms of one name"},
    {"cheick", "cheick cheikh sheikh seku sekou cheickna", "forms of one title used as a name"},
    {"seydou", "seydou saidou said seidou", "forms of one name"},
    {"salimata", "salimata salimatou salima", "forms of one name"},
    {"moussa", "moussa musa moise", "forms of one name"},
    {"daouda", "daouda dawda dauda david dawoud daoud", "forms of one name"},
    {"yacouba", "yacouba yakouba yaqub yacoub jacob", "forms of one name"},
    {"bakary", "bakary bakari bacary", "the short form of Boubacar stands alone"},
    {"aliou", "aliou alioune alou alion", "forms of Ali in use apart from it"},
    {"rokiatou", "rokiatou rokia rokiata roukiatou ruqayya roukia", "forms of one name"},
    {"oumou", "oumou umu omou oum", "forms of one name"},
};

bool fits(std::string_view word, std::size_t at, std::size_t size, Where where)
{
    bool const at_start = at == 0, at_end = at + size == word.size();
    switch (where) {
    case Where::anywhere: return true;
    case Where::start: return at_start;
    case Where::end: return at_end;
    case Where::before_vowel: return !at_end && is_vowel(word[at + size]);
    case Where::before_front_vowel: return !at_end && is_front_vowel(word[at + size]);
    case Where::between_vowels: return !at_start && !at_end && is_vowel(word[at - 1]) && is_vowel(word[at + size]);
    }
    return false;
}

std::string spelled_by(SpellingRule const& rule, std::string_view word)
{
    std::string heard;
    for (std::size_t at = 0; at < word.size();) {
        if (word.substr(at).starts_with(rule.written) && fits(word, at, rule.written.size(), rule.where)) {
            heard += rule.heard;
            at += rule.written.size();
        } else {
            heard += word[at++];
        }
    }
    return heard;
}

std::vector<std::string> words_of(std::string_view plain)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < plain.size();) {
        auto const end = std::min(plain.find(' ', at), plain.size());
        if (end > at) words.emplace_back(plain.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::map<std::string, std::string, std::less<>> group_keys()
{
    std::map<std::string, std::string, std::less<>> keys;
    for (auto const& group : groups)
        for (auto const& variant : words_of(group.variants)) keys.try_emplace(sound_key(variant), sound_key(group.name));
    return keys;
}

}  // namespace

std::string plain_letters(std::string_view text)
{
    std::string plain;
    while (!text.empty() && plain.size() < octets_max) {
        auto const character = lowered(take_character(text));
        if (is_silent(character)) continue;
        auto const* const found = std::find_if(std::begin(letters), std::end(letters), [&](Letter const& letter) { return letter.code_point == character; });
        if (is_plain(character))
            plain += static_cast<char>(character);
        else if (found != std::end(letters))
            plain += found->plain;
        else if (!plain.empty() && plain.back() != ' ')
            plain += ' ';
    }
    if (!plain.empty() && plain.back() == ' ') plain.pop_back();
    return plain;
}

std::span<SpellingRule const> spelling_rules() { return rules; }

std::span<NameGroup const> name_groups() { return groups; }

std::string sound_key(std::string_view word)
{
    auto heard = plain_letters(word);
    for (auto const& rule : rules) heard = spelled_by(rule, heard);
    heard.erase(std::unique(heard.begin(), heard.end()), heard.end());  // doubled letters are one
    return heard;
}

std::string name_key(std::string_view word)
{
    static auto const keys = group_keys();
    auto const heard = sound_key(word);
    auto const found = keys.find(heard);
    return found == keys.end() ? heard : found->second;
}

std::string full_name_key(std::string_view name)
{
    auto words = words_of(plain_letters(name));
    for (auto& word : words) word = name_key(word);
    std::sort(words.begin(), words.end());
    std::string key;
    for (auto const& word : words)
        if (!word.empty()) key += (key.empty() ? "" : " ") + word;
    return key;
}

}  // namespace accalmie
