// SPDX-License-Identifier: Apache-2.0
#include "capture/export_table.hpp"

#include "capture/cell_parse.hpp"
#include "forms/xls_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace accalmie {

namespace {

constexpr std::uint64_t part_octets_max = 64U << 20U;  // of the small parts: names of sheets, styles
constexpr std::size_t token_octets_max = 8U << 20U;

void append_character(std::string& out, std::uint32_t code)
{
    if (code < 0x80)
        out += static_cast<char>(code);
    else if (code < 0x800)
        out += {static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
    else if (code < 0x10000)
        out += {static_cast<char>(0xE0U | (code >> 12U)), static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)), static_cast<char>(0x80U | (code & 0x3FU))};
    else if (code < 0x110000)
        out += {static_cast<char>(0xF0U | (code >> 18U)), static_cast<char>(0x80U | ((code >> 12U) & 0x3FU)), static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
                static_cast<char>(0x80U | (code & 0x3FU))};
}

/// Text between two tags, its five entities and numbered characters resolved.
void append_text(std::string& out, std::string_view text)
{
    for (;;) {
        auto const at = text.find('&');
        out.append(text.substr(0, at));
        if (at == std::string_view::npos) return;
        auto const end = text.find(';', at);
        if (end == std::string_view::npos) return;
        auto const name = text.substr(at + 1, end - at - 1);
        if (name == "amp") out += '&';
        if (name == "lt") out += '<';
        if (name == "gt") out += '>';
        if (name == "quot") out += '"';
        if (name == "apos") out += '\'';
        if (name.starts_with('#')) {
            bool const is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            std::uint32_t code = 0;
            std::from_chars(name.data() + (is_hex ? 2 : 1), name.data() + name.size(), code, is_hex ? 16 : 10);
            append_character(out, code);
        }
        text.remove_prefix(end + 1);
    }
}

/// The tags of an XML part in order, with the text before each. Not a judge of XML: what spreadsheet programs write is enough.
class Tags {
public:
    explicit Tags(std::unique_ptr<ByteSource> source) : source_{std::move(source)} { buffer_.reserve(block * 2); }

    struct Tag {
        std::string_view before;      ///< raw text since the last tag; valid until the next call, as all of this
        std::string_view name;        ///< without prefix
        std::string_view attributes;  ///< raw
        bool is_end = false, is_empty = false;
    };
    Result<bool> next(Tag& tag)
    {
        for (;;) {
            if (take(tag)) return true;
            auto const before = buffer_.size() - at_;
            if (TRY(fill())) continue;
            if (std::memchr(buffer_.data() + at_, '<', before) == nullptr) return false;
            return Error{Error::Kind::corrupt, "a sheet that is cut off", {}, "export the workbook again"};
        }
    }
    std::uint64_t octets() const { return octets_; }
    std::uint64_t size() const { return source_->size().value_or(0); }

private:
    static constexpr std::size_t block = 1U << 18U;

    /// The next tag, if it is in the buffer as a whole. Every octet of a sheet passes here: one look at each, nothing is copied.
    bool take(Tag& tag)
    {
        char const* const begin = buffer_.data() + at_;
        char const* const end = buffer_.data() + buffer_.size();
        // Between a cell's tags there is nothing or a short text: a loop is faster than a call; `searched_` is where an earlier look ended.
        char const* open = begin + searched_;
        while (open != end && *open != '<') ++open;
        searched_ = static_cast<std::size_t>(open - begin);
        if (open == end) return false;
        char const* name = open + 1;
        char const* name_end = nullptr;
        char const* close = name;
        char quote = 0;  // a '>' within quotes closes nothing
        if (close != end && *close == '!') {  // a comment; its quotes are text
            std::string_view const rest{close, end};
            auto const done = rest.starts_with("!--") || rest.size() < 3 ? rest.find("-->") : rest.find('>');
            if (done == std::string_view::npos) return false;
            name_end = close + 1;
            close += done + (rest[done] == '-' ? 2 : 0);
        }
        for (; close != end; ++close) {
            char const c = *close;
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                break;
            } else if (c == ':' && name_end == nullptr) {
                name = close + 1;
            } else if (name_end == nullptr && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
                name_end = close;
            }
        }
        if (close == end) return false;
        char const* const inner = open + 1;
        tag.is_end = close != inner && *inner == '/';
        tag.is_empty = close != inner && close[-1] == '/' && !tag.is_end;
        char const* const inner_end = tag.is_empty ? close - 1 : close;
        if (tag.is_end && name == inner) ++name;
        if (name_end == nullptr) name_end = inner_end;
        tag.before = {begin, open};
        tag.name = {std::min(name, name_end), name_end};
        tag.attributes = {name_end, inner_end};
        at_ += static_cast<std::size_t>(close + 1 - begin);
        searched_ = 0;
        return true;
    }
    Result<bool> fill()
    {
        if (at_ > 0) buffer_.erase(0, at_);
        at_ = 0;
        if (buffer_.size() > token_octets_max)
            return Error{Error::Kind::limit, "a cell of more than " + std::to_string(token_octets_max) + " octets", {}, "look at what wrote the workbook"};
        auto const before = buffer_.size();
        buffer_.resize(before + block);
        auto const count = TRY(source_->read({reinterpret_cast<std::uint8_t*>(buffer_.data()) + before, block}));
        buffer_.resize(before + count);
        octets_ += count;
        return count > 0;
    }

    std::unique_ptr<ByteSource> source_;
    std::string buffer_;
    std::size_t at_ = 0, searched_ = 0;
    std::uint64_t octets_ = 0;
};

/// Names and raw values of a tag's attributes, in one pass.
template <typename Take>
void for_each_attribute(std::string_view attributes, Take const& take)
{
    for (std::size_t at = 0;;) {
        while (at < attributes.size() && static_cast<unsigned char>(attributes[at]) <= ' ') ++at;
        auto const begin = at;
        while (at < attributes.size() && attributes[at] != '=' && static_cast<unsigned char>(attributes[at]) > ' ') ++at;
        auto const name = attributes.substr(begin, at - begin);
        while (at < attributes.size() && (attributes[at] == '=' || static_cast<unsigned char>(attributes[at]) <= ' ')) ++at;
        if (at >= attributes.size()) return;
        auto const close = attributes.find(attributes[at], at + 1);
        if (close == std::string_view::npos) return;
        take(name, attributes.substr(at + 1, close - at - 1));
        at = close + 1;
    }
}

/// Text of many strings in one piece of memory.
struct Strings {
    std::string text;
    std::vector<std::uint32_t> ends;
    std::string_view at(std::size_t index) const
    {
        if (index >= ends.size()) return {};
        std::size_t const begin = index == 0 ? 0 : ends[index - 1];
        return std::string_view{text}.substr(begin, ends[index] - begin);
    }
};

Result<Strings> read_strings(std::unique_ptr<ByteSource> source)
{
    Strings strings;
    Tags tags{std::move(source)};
    Tags::Tag tag;
    bool is_text = false;
    int spoken = 0;  // within <rPh>: how it is read aloud, no part of the text
    while (TRY(tags.next(tag))) {
        if (tag.name == "rPh" && !tag.is_empty) spoken += tag.is_end ? -1 : 1;
        if (is_text && tag.is_end && spoken == 0) append_text(strings.text, tag.before);
        is_text = tag.name == "t" && !tag.is_end && !tag.is_empty;
        if (tag.name == "si" && (tag.is_end || tag.is_empty)) strings.ends.push_back(static_cast<std::uint32_t>(strings.text.size()));
        if (strings.text.size() + strings.ends.size() * sizeof(std::uint32_t) > ExportWorkbook::strings_octets_max)
            return Error{Error::Kind::limit, "a workbook with more than 256 MiB of different texts", {}, "export it as CSV"};
    }
    return strings;
}

}  // namespace

struct ExportWorkbook::State {
    ZipFile zip;
    Strings strings = {};
    forms::Styles styles = {};
    forms::BookParts parts = {};
    std::vector<std::string> names = {};
};

namespace {

class XlsxTable final : public ExportTable {
public:
    XlsxTable(std::shared_ptr<ExportWorkbook::State> book, std::unique_ptr<ByteSource> source) : book_{std::move(book)}, tags_{std::move(source)} {}

    Result<void> begin()
    {
        if (!TRY(read_row()) || marks_.empty())
            return Error{Error::Kind::invalid, "a sheet without a header", {}, "export it with the names of the questions in its first row"};
        columns_.resize(marks_.back().column + 1);
        for (auto const& mark : marks_) columns_[mark.column] = trimmed(std::string_view{text_}.substr(mark.begin, mark.size));
        cells_.resize(columns_.size());
        return {};
    }

    std::span<std::string const> columns() const override { return columns_; }

    Result<bool> next(TableRow& row) override
    {
        for (;;) {
            if (!TRY(read_row())) return false;
            if (!marks_.empty()) break;  // blank rows are passed over
        }
        std::fill(cells_.begin(), cells_.end(), std::string_view{});
        row.problem.reset();
        for (auto const& mark : marks_) {
            if (mark.column < cells_.size())
                cells_[mark.column] = std::string_view{text_}.substr(mark.begin, mark.size);
            else
                row.problem = RowProblem{"a cell beside the header's columns", "name its column in the header, or empty it"};
        }
        row.line = row_number_;
        row.number = ++rows_;
        row.cells = cells_;
        if (rows_ > rows_max) return Error{Error::Kind::limit, "a sheet of more than " + std::to_string(rows_max) + " rows", {}, "export fewer days at a time"};
        return true;
    }

    std::pair<std::uint64_t, std::uint64_t> progress() const override { return {tags_.octets(), tags_.size()}; }

private:
    struct Mark {
        std::size_t column, begin, size;
    };

    /// The cells of the next row into `text_` and `marks_`; false at the end of the sheet.
    Result<bool> read_row()
    {
        text_.clear();
        marks_.clear();
        column_ = 0;
        Tags::Tag tag;
        while (TRY(tags_.next(tag))) {
            switch (tag.name.size() == 1 ? tag.name.front() : ' ') {
            case 'c':
                if (tag.is_end) end_cell();
                else TRY(begin_cell(tag));
                break;
            case 'v':
                if (tag.is_end) append_text(raw_, tag.before);
                break;
            case 't':
                if (tag.is_end && spoken_ == 0) append_text(raw_, tag.before);
                break;
            default:
                if (tag.name == "row" && !tag.is_end) begin_row(tag.attributes);
                if (tag.name == "row" && (tag.is_end || tag.is_empty)) return true;
                if (tag.name == "sheetData" && tag.is_end) return false;
                if (tag.name == "rPh" && !tag.is_empty) spoken_ += tag.is_end ? -1 : 1;
            }
        }
        return false;
    }

    void begin_row(std::string_view attributes)
    {
        ++row_number_;
        for_each_attribute(attributes, [this](std::string_view name, std::string_view value) {
            if (name == "r") std::from_chars(value.data(), value.data() + value.size(), row_number_);
        });
    }

    Result<void> begin_cell(Tags::Tag const& tag)
    {
        std::string_view place, kind, style;
        for_each_attribute(tag.attributes, [&](std::string_view name, std::string_view value) {
            if (name == "r") place = value;
            if (name == "t") kind = value;
            if (name == "s") style = value;
        });
        std::size_t column = 0, at = 0;
        for (; at < place.size() && at < 4 && place[at] >= 'A' && place[at] <= 'Z'; ++at) column = column * 26 + static_cast<std::size_t>(place[at] - 'A' + 1);
        if (at > 0) column_ = column - 1;
        if (column_ >= columns_max) return Error{Error::Kind::limit, "more than " + std::to_string(columns_max) + " columns", {}, "export fewer questions at a time"};
        kind_ = kind == "s" ? Kind::shared : kind == "b" ? Kind::truth : kind.empty() || kind == "n" ? Kind::number : Kind::text;
        style_ = 0;
        std::from_chars(style.data(), style.data() + style.size(), style_);
        raw_.clear();
        if (tag.is_empty) ++column_;
        return {};
    }

    void end_cell()
    {
        auto const begin = text_.size();
        if (!raw_.empty()) append_value();
        bool const is_after = marks_.empty() || marks_.back().column < column_;
        if (text_.size() > begin && is_after) marks_.push_back({column_, begin, text_.size() - begin});
        ++column_;
    }

    void append_value()
    {
        switch (kind_) {
        case Kind::shared: {
            std::size_t index = book_->strings.ends.size();
            std::from_chars(raw_.data(), raw_.data() + raw_.size(), index);
            text_.append(book_->strings.at(index));
            return;
        }
        case Kind::truth: text_.append(raw_ == "1" ? "TRUE" : "FALSE"); return;
        case Kind::text: text_.append(raw_); return;
        case Kind::number: append_number(); return;
        }
    }

    void append_number()
    {
        bool const shows_moment = style_ < book_->styles.size() && book_->styles[style_];
        bool const is_whole = raw_.size() <= 15 && raw_.find_first_not_of("0123456789", raw_.front() == '-' ? 1 : 0) == std::string::npos;
        if (is_whole && !shows_moment) {
            text_.append(raw_);
            return;
        }
        double number = 0;
        auto const [end, fault] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), number);
        if (fault != std::errc{} || end != raw_.data() + raw_.size())
            text_.append(raw_);
        else if (shows_moment)
            text_.append(forms::moment_text(book_->parts.from_1904 ? number + 1462 : number, *book_->styles[style_]));
        else
            text_.append(forms::number_text(number));
    }

    enum class Kind : std::uint8_t { shared, truth, text, number };
    std::shared_ptr<ExportWorkbook::State> book_;  // the workbook may go before its tables
    Tags tags_;
    std::vector<std::string> columns_;
    std::vector<std::string_view> cells_;
    std::string text_, raw_;
    std::vector<Mark> marks_;
    std::size_t column_ = 0, style_ = 0;
    std::uint64_t row_number_ = 0, rows_ = 1;
    int spoken_ = 0;
    Kind kind_ = Kind::number;
};

}  // namespace

ExportWorkbook::ExportWorkbook(std::shared_ptr<State> state) : state_{std::move(state)} {}
ExportWorkbook::ExportWorkbook(ExportWorkbook&&) noexcept = default;
ExportWorkbook::~ExportWorkbook() = default;

Result<ExportWorkbook> ExportWorkbook::open(ZipFile file)
{
    auto const relations = TRY(file.read("xl/_rels/workbook.xml.rels", part_octets_max)), workbook = TRY(file.read("xl/workbook.xml", part_octets_max));
    auto state = std::make_shared<State>(State{std::move(file)});
    state->parts = TRY(forms::read_parts(relations, workbook));
    if (state->parts.sheets.size() > sheets_max)
        return Error{Error::Kind::limit, "a workbook of more than " + std::to_string(sheets_max) + " sheets", {}, "export it as CSV"};
    if (state->zip.has("xl/styles.xml")) {
        auto const styles = TRY(state->zip.read("xl/styles.xml", part_octets_max));
        state->styles = TRY(forms::read_styles(styles));
    }
    if (state->zip.has("xl/sharedStrings.xml")) state->strings = TRY(read_strings(TRY(state->zip.source("xl/sharedStrings.xml"))));
    for (auto const& sheet : state->parts.sheets) state->names.push_back(sheet.name);
    return ExportWorkbook{std::move(state)};
}

std::vector<std::string> const& ExportWorkbook::sheets() const { return state_->names; }

Result<std::unique_ptr<ExportTable>> ExportWorkbook::open_sheet(std::size_t sheet) const
{
    if (sheet >= state_->parts.sheets.size()) return Error{Error::Kind::missing, "no such sheet"};
    auto table = std::make_unique<XlsxTable>(state_, TRY(state_->zip.source(state_->parts.sheets[sheet].path)));
    TRY(table->begin().at(state_->names[sheet]));
    return std::unique_ptr<ExportTable>{std::move(table)};
}

}  // namespace accalmie
