// SPDX-License-Identifier: Apache-2.0
#include "capture/csv.hpp"

#include "capture/encoding.hpp"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace accalmie {

namespace {

constexpr std::size_t block_bytes = 256U << 10U;  // fits the second-level cache of small machines
constexpr std::size_t lane = 64;                  // octets looked at together; also the slack behind the buffer
// A file in which every line opens a quote that is never closed would be read again and again: not more often than this.
constexpr std::uint64_t reread_bytes_max = 1U << 30U;

constexpr RowProblem unclosed{"a quote is opened and never closed", "close the quote, or double it (\"\") if it belongs to the text"};
constexpr RowProblem after_quote{"text stands after a closing quote", "double each quote (\"\") that belongs to the text"};
constexpr RowProblem cut_off{"the file ends within a quoted field: it was cut off", "fetch the file again"};
constexpr RowProblem not_utf8{"the row holds octets that are not text in the file's encoding",
                              "save the file as UTF-8, or name its encoding (--encoding windows-1252)"};
constexpr RowProblem holds_nul{"the row holds a NUL octet", "the file is damaged: fetch it again"};
constexpr RowProblem wide_field{"a field is longer than the limit", "look for a quote that is never closed; or raise the limit"};
constexpr RowProblem many_fields{"the row has more fields than the limit", "look for a wrong separator; or raise the limit"};

/// One bit an octet of 64: set where it is `wanted`.
struct Lanes {
#ifdef __SSE2__
    __m128i octets[4];  // not std::array: g++ warns that vector attributes are lost in template arguments
    explicit Lanes(char const* from)
    {
        for (std::size_t index = 0; index < 4; ++index) octets[index] = _mm_loadu_si128(reinterpret_cast<__m128i const*>(from + 16 * index));
    }
    std::uint64_t equal(char wanted) const
    {
        __m128i const pattern = _mm_set1_epi8(wanted);
        std::uint64_t bits = 0;
        for (std::size_t index = 0; index < 4; ++index)
            bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(octets[index], pattern)))) << (16 * index);
        return bits;
    }
    std::uint64_t equal_either(char one, char other) const
    {
        __m128i const a = _mm_set1_epi8(one), b = _mm_set1_epi8(other);
        std::uint64_t bits = 0;
        for (std::size_t index = 0; index < 4; ++index) {
            __m128i const both = _mm_or_si128(_mm_cmpeq_epi8(octets[index], a), _mm_cmpeq_epi8(octets[index], b));
            bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(both))) << (16 * index);
        }
        return bits;
    }
#else
    char const* octets;
    explicit Lanes(char const* from) : octets(from) {}
    std::uint64_t equal(char wanted) const { return equal_either(wanted, wanted); }
    std::uint64_t equal_either(char one, char other) const
    {
        std::uint64_t bits = 0;
        for (std::size_t index = 0; index < lane; ++index)
            bits |= static_cast<std::uint64_t>(octets[index] == one || octets[index] == other) << index;
        return bits;
    }
#endif
};

/// Where quotes and ends of fields are, lane by lane; remembers the lane it looked at last.
class Marks {
public:
    void reset(char const* buffer, std::size_t size, char separator, char line_end)
    {
        buffer_ = buffer, size_ = size, separator_ = separator, line_end_ = line_end;
        lane_ = static_cast<std::size_t>(-1);
    }
    /// Position of the next separator or line end at or after `from`, or the size.
    std::size_t field_end(std::size_t from) { return next(from, ends_); }
    /// Position of the next quote at or after `from`, or the size.
    std::size_t quote(std::size_t from) { return next(from, quotes_); }

private:
    std::size_t next(std::size_t from, std::uint64_t const& marks)
    {
        if (from >= size_) return size_;
        std::size_t index = from / lane;
        look_at(index);
        std::uint64_t bits = marks & ~std::uint64_t{0} << (from % lane);
        while (bits == 0) {
            if (++index * lane >= size_) return size_;
            look_at(index);
            bits = marks;
        }
        return std::min(size_, index * lane + static_cast<std::size_t>(std::countr_zero(bits)));
    }
    void look_at(std::size_t index)
    {
        if (index == lane_) return;
        lane_ = index;
        Lanes const lanes{buffer_ + index * lane};
        quotes_ = lanes.equal('"');
        ends_ = lanes.equal_either(separator_, line_end_);
    }

    char const* buffer_ = nullptr;
    std::size_t size_ = 0, lane_ = 0;
    std::uint64_t quotes_ = 0, ends_ = 0;
    char separator_ = ',', line_end_ = '\n';
};

/// What the first row, read leniently, says about the file.
struct Shape {
    char separator = ',';
    char line_end = '\n';
};

Shape shape_of(std::string_view beginning)
{
    std::size_t commas = 0, semicolons = 0, tabs = 0;
    bool quoted = false;
    Shape shape;
    for (std::size_t at = 0; at < beginning.size(); ++at) {
        char const letter = beginning[at];
        if (letter == '"') quoted = !quoted;
        if (quoted) continue;
        if (letter == '\n') break;
        if (letter == '\r') {
            if (at + 1 < beginning.size() && beginning[at + 1] != '\n') shape.line_end = '\r';
            break;
        }
        commas += letter == ',', semicolons += letter == ';', tabs += letter == '\t';
    }
    if (semicolons > commas && semicolons >= tabs)
        shape.separator = ';';
    else if (tabs > commas)
        shape.separator = '\t';
    return shape;
}

std::uint64_t count_of(std::string_view text, char wanted) { return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), wanted)); }

}  // namespace

struct CsvReader::State {
    ByteSource* source = nullptr;
    CsvOptions options;
    Encoding encoding = Encoding::utf8;
    char separator = ',', line_end = '\n';
    std::string notice;

    std::vector<char> buffer;        // text, then `lane` octets of slack
    std::size_t begin = 0, end = 0;  // the text not yet handed out
    bool at_end = false;             // the source has no more
    Bytes octets;                    // read but not yet converted
    std::string converted;
    std::uint64_t bytes_read = 0, line = 1, number = 0, empty_lines = 0, reread_bytes = 0;
    Marks marks;
    std::vector<std::string_view> fields;
    std::string unquoted;  // fields that held doubled quotes, one after another

    /// How far one row went.
    struct Extent {
        std::size_t end = 0, next = 0;  // of its text; of the row after it
        bool complete = false, quoted = false;
        std::optional<RowProblem> problem;
    };

    Result<void> fill();
    Result<void> read_text();
    Result<void> read_converted();
    void make_room(std::size_t wanted);
    void reset_marks() { marks.reset(buffer.data(), end, separator, line_end); }
    Extent scan();
    bool scan_plain(std::size_t& at, Extent& extent);
    bool scan_quoted(std::size_t& at, Extent& extent);
    bool close_field(std::size_t& at, std::size_t mark, Extent& extent);
    void keep(std::string_view field, Extent& extent);
    std::string_view undouble(std::string_view field);
    std::size_t end_of_line(std::size_t from) const;
    Extent first_line(Extent const& broken);
    bool skip_empty_line();
    void check_text(CsvRow& row) const;
};

void CsvReader::State::make_room(std::size_t wanted)
{
    if (begin > 0) {
        std::memmove(buffer.data(), buffer.data() + begin, end - begin);
        end -= begin;
        begin = 0;
    }
    if (buffer.size() < end + wanted + lane) buffer.resize(std::max(buffer.size() * 2, end + wanted + lane));
}

Result<void> CsvReader::State::read_text()
{
    make_room(block_bytes);
    auto const free = std::span{reinterpret_cast<std::uint8_t*>(buffer.data()) + end, block_bytes};
    auto const count = TRY(source->read(free));
    VERIFY(count <= free.size());
    bytes_read += count;
    end += count;
    at_end = count == 0;
    return {};
}

Result<void> CsvReader::State::read_converted()
{
    std::size_t const kept = octets.size();
    octets.resize(kept + block_bytes);
    auto const count = TRY(source->read(std::span{octets}.subspan(kept)));
    octets.resize(kept + count);
    bytes_read += count;
    at_end = count == 0;
    converted.clear();
    auto const used = append_as_utf8(converted, as_text(octets), encoding);
    octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(used));
    if (at_end && !octets.empty()) converted += '\xFF';  // half a character at the end
    make_room(converted.size());
    std::memcpy(buffer.data() + end, converted.data(), converted.size());
    end += converted.size();
    return {};
}

Result<void> CsvReader::State::fill()
{
    if (encoding == Encoding::utf8)
        TRY(read_text());
    else
        TRY(read_converted());
    std::memset(buffer.data() + end, 0, lane);
    reset_marks();
    return {};
}

void CsvReader::State::keep(std::string_view field, Extent& extent)
{
    if (field.size() > options.field_bytes_max) extent.problem = wide_field;
    if (fields.size() < options.fields_max)
        fields.push_back(field);
    else
        extent.problem = many_fields;
}

std::string_view CsvReader::State::undouble(std::string_view field)
{
    std::size_t const start = unquoted.size();
    for (std::size_t at = 0; at < field.size(); ++at) {
        unquoted += field[at];
        if (field[at] == '"') ++at;
    }
    return std::string_view{unquoted}.substr(start);
}

/// A field ends at `mark`, which is a separator, a line end or the end of the text. False: the row is over.
bool CsvReader::State::close_field(std::size_t& at, std::size_t mark, Extent& extent)
{
    if (mark < end && buffer[mark] == separator) {
        at = mark + 1;
        return true;
    }
    extent.end = mark;
    extent.next = std::min(end, mark + 1);
    if (extent.end > begin && buffer[extent.end - 1] == '\r' && line_end == '\n') --extent.end;
    extent.complete = mark < end || at_end;
    return false;
}

bool CsvReader::State::scan_plain(std::size_t& at, Extent& extent)
{
    std::size_t const mark = marks.field_end(at);
    std::size_t last = mark;
    bool const ends_row = mark == end || buffer[mark] != separator;
    if (ends_row && last > at && buffer[last - 1] == '\r' && line_end == '\n') --last;
    keep({buffer.data() + at, last - at}, extent);
    return close_field(at, mark, extent);
}

bool CsvReader::State::scan_quoted(std::size_t& at, Extent& extent)
{
    extent.quoted = true;
    std::size_t const start = at + 1;
    std::size_t quote = marks.quote(start);
    bool doubled = false;
    while (quote + 1 < end && buffer[quote + 1] == '"') {
        doubled = true;
        quote = marks.quote(quote + 2);
    }
    if (quote >= end || (quote + 1 == end && !at_end)) {
        extent.complete = at_end;
        extent.problem = cut_off;
        extent.end = extent.next = end;
        return false;
    }
    std::string_view const inside{buffer.data() + start, quote - start};
    std::size_t mark = quote + 1;
    while (mark < end && (buffer[mark] == ' ' || (buffer[mark] == '\t' && separator != '\t'))) ++mark;
    if (mark < end && buffer[mark] == '\r' && line_end == '\n') ++mark;
    bool const clean = mark >= end || buffer[mark] == separator || buffer[mark] == line_end;
    if (!clean) {
        mark = marks.field_end(mark);
        extent.problem = after_quote;
    }
    keep(doubled ? undouble(inside) : inside, extent);
    return close_field(at, mark, extent);
}

CsvReader::State::Extent CsvReader::State::scan()
{
    fields.clear();
    unquoted.clear();
    if (unquoted.capacity() < end - begin) unquoted.reserve(end - begin);  // so that views into it stay
    Extent extent;
    std::size_t at = begin;
    while (at < end && buffer[at] == '"' ? scan_quoted(at, extent) : scan_plain(at, extent)) {
    }
    return extent;
}

std::size_t CsvReader::State::end_of_line(std::size_t from) const
{
    auto const* found = static_cast<char const*>(std::memchr(buffer.data() + from, line_end, end - from));
    return found == nullptr ? end : static_cast<std::size_t>(found - buffer.data());
}

/// A broken row that swallowed several lines: only its first line is given up, the others are read again.
CsvReader::State::Extent CsvReader::State::first_line(Extent const& broken)
{
    std::size_t const mark = end_of_line(begin);
    if (mark >= broken.end) return broken;
    Extent extent = broken;
    extent.end = mark > begin && buffer[mark - 1] == '\r' ? mark - 1 : mark;
    extent.next = mark + 1;
    extent.complete = true;
    extent.problem = unclosed;
    reread_bytes += broken.end - extent.end;
    // What stands on that line, cut at separators: enough to find the row again.
    fields.clear();
    for (std::size_t at = begin; at <= extent.end && fields.size() < options.fields_max;) {
        std::size_t const last = std::min(marks.field_end(at), extent.end);
        fields.emplace_back(buffer.data() + at, last - at);
        at = last + 1;
    }
    return extent;
}

bool CsvReader::State::skip_empty_line()
{
    std::size_t at = begin;
    if (at < end && buffer[at] == '\r' && line_end == '\n') ++at;
    bool const over = at == end && at > begin && at_end;  // a carriage return ends the file
    if (!over && (at >= end || buffer[at] != line_end)) return false;
    begin = std::min(end, at + 1);
    ++line;
    ++empty_lines;
    return true;
}

void CsvReader::State::check_text(CsvRow& row) const
{
    if (std::memchr(row.raw.data(), 0, row.raw.size()) != nullptr)
        row.problem = holds_nul;
    else if (!simdjson::validate_utf8(row.raw))
        row.problem = not_utf8;
}

Result<CsvReader> CsvReader::open(ByteSource& source, CsvOptions const& options)
{
    auto state = std::make_unique<State>();
    state->source = &source;
    state->options = options;
    // A source may give a few octets at a time; the first block decides, so it is gathered.
    while (!state->at_end && state->end < block_bytes) TRY(state->read_text());
    if (state->end == 0) return Error{Error::Kind::missing, "the file is empty", "", "give a file with a header row and at least one more row"};
    std::string_view const beginning{state->buffer.data(), state->end};
    auto found = TRY(find_encoding(beginning, options.encoding));
    state->encoding = found.encoding;
    state->notice = std::move(found.notice);
    if (found.encoding == Encoding::utf8) {
        state->begin = found.mark_bytes;
    } else {
        std::string text;
        auto const used = append_as_utf8(text, beginning.substr(found.mark_bytes), found.encoding);
        auto const rest = as_bytes(beginning.substr(found.mark_bytes + used));
        state->octets.assign(rest.begin(), rest.end());
        if (state->at_end && !state->octets.empty()) text += '\xFF';
        state->end = 0;
        state->make_room(text.size());
        std::memcpy(state->buffer.data(), text.data(), text.size());
        state->end = text.size();
    }
    auto const shape = shape_of({state->buffer.data() + state->begin, state->end - state->begin});
    state->separator = options.separator != 0 ? options.separator : shape.separator;
    state->line_end = shape.line_end;
    std::memset(state->buffer.data() + state->end, 0, lane);
    state->reset_marks();
    return CsvReader{std::move(state)};
}

Result<bool> CsvReader::next(CsvRow& row)
{
    State& state = *state_;
    for (;;) {
        while (state.skip_empty_line()) {
        }
        // A lone carriage return may be the first half of an empty line.
        bool const undecided = state.end - state.begin <= 1 && !state.at_end;
        if (undecided) {
            TRY(state.fill());
            continue;
        }
        if (state.begin == state.end) return false;
        auto extent = state.scan();
        if (!extent.complete && state.end - state.begin < state.options.row_bytes_max) {
            TRY(state.fill());
            continue;
        }
        bool const broken = !extent.complete || extent.problem.has_value();
        if (broken && extent.quoted) extent = state.first_line(extent);
        std::string_view const raw{state.buffer.data() + state.begin, extent.end - state.begin};
        if (!extent.complete || raw.size() > state.options.row_bytes_max || state.reread_bytes > reread_bytes_max)
            return Error{Error::Kind::limit, "a row is longer than " + std::to_string(state.options.row_bytes_max) + " octets",
                         "line " + std::to_string(state.line), "look for a quote that is never closed, or for a file that is no CSV"};
        row = CsvRow{state.line,    ++state.number, state.fields, raw, extent.next == state.end && state.buffer[state.end - 1] != state.line_end,
                     extent.problem};
        if (!row.problem) state.check_text(row);
        state.line += (extent.quoted ? count_of(raw, state.line_end) : 0) + 1;
        state.begin = extent.next;
        return true;
    }
}

Encoding CsvReader::encoding() const { return state_->encoding; }
char CsvReader::separator() const { return state_->separator; }
std::uint64_t CsvReader::bytes_read() const { return state_->bytes_read; }
std::uint64_t CsvReader::empty_lines() const { return state_->empty_lines; }
std::string const& CsvReader::notice() const { return state_->notice; }

CsvReader::CsvReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

void append_csv_field(std::string& out, std::string_view field, char separator)
{
    char const reasons[] = {'"', '\n', '\r', separator};
    bool const plain = field.find_first_of(std::string_view{reasons, sizeof reasons}) == std::string_view::npos;
    if (plain) {
        out += field;
        return;
    }
    out += '"';
    for (char const letter : field) {
        if (letter == '"') out += '"';
        out += letter;
    }
    out += '"';
}

}  // namespace accalmie
