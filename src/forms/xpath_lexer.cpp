// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_lexer.hpp"

#include "dictionary/text.hpp"
#include "forms/xpath_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

std::string position_text(std::string_view source, std::size_t octet)
{
    auto const at = std::min(octet, source.size());
    auto text = "character " + std::to_string(character_count(source.substr(0, at)) + 1);
    if (at == source.size()) return text + ", at the end";
    return text + ", at `" + clipped(source.substr(at), 24) + "`";
}

namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Sign {
    std::string_view text;
    Word word;
};
constexpr std::array<Sign, 20> signs{{{"//", Word::two_slashes}, {"..", Word::two_dots}, {"!=", Word::not_equal}, {"<=", Word::less_equal},
                                      {">=", Word::greater_equal}, {"/", Word::slash}, {".", Word::dot}, {"(", Word::open}, {")", Word::close},
                                      {"[", Word::open_bracket}, {"]", Word::close_bracket}, {",", Word::comma}, {"@", Word::at}, {"|", Word::bar},
                                      {"+", Word::plus}, {"-", Word::minus}, {"=", Word::equal}, {"<", Word::less}, {">", Word::greater},
                                      {"*", Word::star}}};

/// May the word before be followed by an operand only? Then `*`, `and`, `or`, `div` and `mod` are no operators.
bool wants_operand(Word before)
{
    constexpr std::array<Word, 10> operands{Word::number, Word::literal, Word::name, Word::variable, Word::star, Word::any_of_space,
                                            Word::close, Word::close_bracket, Word::dot, Word::two_dots};
    return std::find(operands.begin(), operands.end(), before) == operands.end();
}

class Cutter {
public:
    explicit Cutter(std::string_view source) : source_(source) {}

    Result<std::vector<XPathWord>> run()
    {
        while (true) {
            skip_space();
            if (at_ >= source_.size()) break;
            TRY(next());
        }
        push(Word::end, at_);
        return std::move(words_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
    void skip_space()
    {
        while (at_ < source_.size() && is_xml_space(source_[at_])) ++at_;
    }
    XPathWord& push(Word word, std::size_t at)
    {
        words_.push_back({word, static_cast<std::uint32_t>(at), 0, {}, {}});
        return words_.back();
    }
    bool operand_comes() const { return words_.empty() || wants_operand(words_.back().word); }
    Error problem(std::size_t at, std::string what, std::string remedy) const
    {
        return {Error::Kind::invalid, std::move(what), position_text(source_, at), std::move(remedy)};
    }

    Result<void> next()
    {
        auto const c = peek();
        if (c == '"' || c == '\'') return literal(c);
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (c == '$') return variable();
        if (starts_name(c)) return name();
        return sign();
    }

    Result<void> literal(char quote)
    {
        auto const end = source_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return problem(at_, "a quotation has no end", std::string{"close it with "} + quote);
        push(Word::literal, at_).text = source_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return {};
    }

    Result<void> number()
    {
        auto const first = at_;
        while (is_digit(peek())) ++at_;
        if (peek() == '.') ++at_;
        while (is_digit(peek())) ++at_;
        push(Word::number, first).number = number_of_text(source_.substr(first, at_ - first), Dialect::xpath);
        return {};
    }

    std::string_view take_name()
    {
        auto const first = at_;
        while (at_ < source_.size() && continues_name(source_[at_])) ++at_;
        return source_.substr(first, at_ - first);
    }

    Result<void> variable()
    {
        auto const first = at_++;
        if (peek() == '{')
            return problem(first, "${...} is a name of the spreadsheet, not of the form",
                           "write the path, as /data/name; `accalmie form compile` does it for a sheet");
        if (!starts_name(peek())) return problem(first, "$ without a name", "write the variable's name after it, or remove it");
        push(Word::variable, first).text = take_name();
        return {};
    }

    Result<void> name()
    {
        auto const first = at_;
        auto const written = take_name();
        if (!operand_comes()) return operator_name(written, first);
        if (peek() == ':' && peek(1) == '*') {
            at_ += 2;
            push(Word::any_of_space, first).prefix = written;
            return {};
        }
        std::string_view prefix;
        auto local = written;
        if (peek() == ':' && starts_name(peek(1))) {
            ++at_;
            prefix = written;
            local = take_name();
        }
        skip_space();
        auto word = Word::name;
        if (peek() == ':' && peek(1) == ':') {
            if (!prefix.empty()) return problem(first, "an axis has no prefix", "remove `" + std::string{prefix} + ":`");
            word = Word::axis;
            at_ += 2;
        } else if (peek() == '(') {
            bool const type = prefix.empty() && (local == "text" || local == "node" || local == "comment" || local == "processing-instruction");
            word = type ? Word::node_type : Word::function;
        }
        auto& pushed = push(word, first);
        pushed.prefix = prefix;
        pushed.text = local;
        return {};
    }

    Result<void> operator_name(std::string_view written, std::size_t first)
    {
        constexpr std::array<Sign, 4> names{{{"and", Word::both}, {"or", Word::either}, {"div", Word::divide}, {"mod", Word::modulo}}};
        for (auto const& known : names) {
            if (written != known.text) continue;
            push(known.word, first);
            return {};
        }
        return problem(first, "an operator is missing before `" + clipped(written, 40) + "`",
                       "between two values stands and, or, =, !=, <, >, +, -, *, div or mod; texts stand in quotes");
    }

    Result<void> sign()
    {
        auto const rest = source_.substr(at_);
        for (auto const& known : signs) {
            if (!rest.starts_with(known.text)) continue;
            auto const word = known.word == Word::star && !operand_comes() ? Word::times : known.word;
            push(word, at_);
            at_ += known.text.size();
            return {};
        }
        if (rest.starts_with("&&") || rest.starts_with("!") || rest.starts_with("%") || rest.starts_with("&"))
            return problem(at_, "an operator that XPath does not have", "write and, or, not(...), mod");
        return problem(at_, "a character that cannot stand here", "remove it, or put the text in quotes");
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::vector<XPathWord> words_;
};

}  // namespace

Result<std::vector<XPathWord>> xpath_words(std::string_view source) { return Cutter{source}.run(); }

}  // namespace accalmie::forms
