// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_regex.hpp"

#include "dictionary/text.hpp"

#include <re2/re2.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace accalmie::forms {

namespace {

constexpr std::size_t pattern_octets_max = 8192;
constexpr std::size_t kept_max = 64;

struct Spelling {
    std::string_view java;
    std::string_view re2;      ///< outside [...]
    std::string_view in_class; ///< inside [...]
};
constexpr std::array<Spelling, 15> spellings{{{"\\p{Alpha}", "[A-Za-z]", "A-Za-z"},
                                              {"\\p{IsAlphabetic}", "\\pL", "\\pL"},
                                              {"\\p{IsLetter}", "\\pL", "\\pL"},
                                              {"\\p{IsDigit}", "\\p{Nd}", "\\p{Nd}"},
                                              {"\\p{IsLatin}", "\\p{Latin}", "\\p{Latin}"},
                                              {"\\p{IsArabic}", "\\p{Arabic}", "\\p{Arabic}"},
                                              {"\\p{Digit}", "[0-9]", "0-9"},
                                              {"\\p{Alnum}", "[0-9A-Za-z]", "0-9A-Za-z"},
                                              {"\\p{Upper}", "[A-Z]", "A-Z"},
                                              {"\\p{Lower}", "[a-z]", "a-z"},
                                              {"\\p{Punct}", "[[:punct:]]", "[:punct:]"},
                                              {"\\p{Space}", "\\s", "\\s"},
                                              {"\\h", "[ \\t\\x{a0}]", " \\t\\x{a0}"},
                                              {"\\Z", "\\n?\\z", "Z"},
                                              {"(?<", "(?P<", "(?<"}}};

/// Java's spellings that RE2 has under another name.
std::string translated(std::string_view pattern)
{
    std::string out;
    bool in_class = false;
    for (std::size_t i = 0; i < pattern.size();) {
        auto const rest = pattern.substr(i);
        auto const* found = static_cast<Spelling const*>(nullptr);
        for (auto const& spelling : spellings)
            if (found == nullptr && rest.starts_with(spelling.java)) found = &spelling;
        if (found != nullptr && found->java == "(?<" && rest.size() > 3 && (rest[3] == '=' || rest[3] == '!')) found = nullptr;
        if (found != nullptr) {
            out += in_class ? found->in_class : found->re2;
            i += found->java.size();
        } else if (rest[0] == '\\' && rest.size() > 1) {
            // A sign that needs no backslash may have one in Java; RE2 does not know all of them.
            auto const octet = static_cast<unsigned char>(rest[1]);
            if (octet != '_' && octet < 0x80) out += '\\';
            out += rest[1];
            i += 2;
        } else {
            in_class = rest[0] == '[' ? true : rest[0] == ']' ? false : in_class;
            out += rest[0];
            ++i;
        }
    }
    return out;
}

bool looks_around(std::string_view pattern)
{
    for (std::string_view const part : {"(?=", "(?!", "(?<=", "(?<!", "(?>", "\\1", "\\2", "\\3", "\\k<"})
        if (pattern.find(part) != std::string_view::npos) return true;
    return false;
}

class Compiled {
public:
    Result<std::shared_ptr<re2::RE2 const>> get(std::string_view pattern)
    {
        std::lock_guard const lock{mutex_};
        if (auto const found = kept_.find(pattern); found != kept_.end()) return found->second;
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(4 * 1024 * 1024);
        auto compiled = std::make_shared<re2::RE2 const>(translated(pattern), options);
        if (!compiled->ok()) return refusal(pattern, *compiled);
        if (kept_.size() == kept_max) kept_.erase(kept_.begin());
        kept_.emplace(std::string{pattern}, compiled);
        return std::shared_ptr<re2::RE2 const>{compiled};
    }

private:
    static Error refusal(std::string_view pattern, re2::RE2 const& compiled)
    {
        if (compiled.error_code() == re2::RE2::ErrorPatternTooLarge)
            return {Error::Kind::limit, "the pattern is too large", {}, "repeat less, as {1,20} instead of {1,2000}"};
        if (looks_around(pattern))
            return {Error::Kind::invalid, "the pattern looks ahead, behind or back at a group, which is not matched in bounded time", {},
                    "write several conditions joined with and"};
        return {Error::Kind::invalid, "the pattern cannot be read: " + clipped(compiled.error(), 80), {}, "correct the regular expression"};
    }

    std::mutex mutex_;  // patterns are compiled once and shared; matching needs no lock
    std::map<std::string, std::shared_ptr<re2::RE2 const>, std::less<>> kept_;
};

}  // namespace

Result<bool> matches_whole(std::string_view text, std::string_view pattern)
{
    static Compiled compiled;
    if (pattern.size() > pattern_octets_max) return Error{Error::Kind::limit, "a pattern of more than 8,192 octets", {}, "make it shorter"};
    if (pattern.find("&&[") != std::string_view::npos)
        return Error{Error::Kind::invalid, "the pattern cuts sets of characters with &&, which is not known here", {}, "name the characters that may stand there"};
    auto const expression = TRY(compiled.get(pattern));
    return re2::RE2::FullMatch(re2::StringPiece{text.data(), text.size()}, *expression);
}

}  // namespace accalmie::forms
