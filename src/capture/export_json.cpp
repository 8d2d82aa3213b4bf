// SPDX-License-Identifier: Apache-2.0
#include "capture/export_reader.hpp"

#include <algorithm>
#include <deque>
#include <fmt/core.h>
#include <simdjson.h>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr std::size_t submission_octets_max = 64U << 20U;
constexpr int depth_max = 50;
constexpr std::size_t tables_max = 1'000;

/// The submissions of a JSON file one after another, as text: the objects of the list under `value` (OData), under `results` (Kobo), or of a file
/// that is a list. Only strings and brackets are looked at here; each object is parsed afterwards, so that memory does not grow with the file.
class JsonRows {
public:
    explicit JsonRows(std::unique_ptr<ByteSource> source) : source_{std::move(source)} {}

    Result<bool> next(std::string_view& object)
    {
        if (state_ == State::begin) TRY(enter());
        while (state_ == State::list) {
            char const c = TRY(past_blanks());
            if (c == ',') {
                ++at_;
                continue;
            }
            if (c == ']') {
                ++at_;
                state_ = State::after;
                break;
            }
            if (c != '{') return wrong("the list of submissions holds something that is no object");
            object = TRY(value());
            return true;
        }
        if (state_ == State::after && !is_bare_) TRY(rest());
        state_ = State::end;
        return false;
    }

    bool has_more() const { return has_more_; }
    std::uint64_t octets() const { return octets_; }
    std::uint64_t size() const { return source_->size().value_or(0); }

private:
    enum class State : std::uint8_t { begin, list, after, end } state_ = State::begin;

    static Error wrong(std::string what) { return {Error::Kind::invalid, std::move(what), {}, "give the JSON of ODK Central (OData) or of Kobo (API v2) as it came"}; }

    Result<void> enter()
    {
        char const c = TRY(past_blanks());
        ++at_;
        if (c == '[') {
            is_bare_ = true;
            state_ = State::list;
            return {};
        }
        if (c != '{') return wrong("this is no JSON of submissions");
        TRY(keys());
        if (state_ != State::list) return wrong("there is no list of submissions in it, neither `value` nor `results`");
        return {};
    }

    /// Pairs of the outermost object, up to the list of submissions or to its end.
    Result<void> keys()
    {
        for (;;) {
            char const c = TRY(past_blanks());
            if (c == ',') {
                ++at_;
                continue;
            }
            if (c == '}') return {};
            if (c != '"') return wrong("this is no JSON");
            std::string const key{TRY(value())};
            if (TRY(past_blanks()) != ':') return wrong("this is no JSON");
            ++at_;
            char const first = TRY(past_blanks());
            if (first == '[' && state_ == State::begin && (key == "\"value\"" || key == "\"results\"")) {
                ++at_;
                state_ = State::list;
                return {};
            }
            auto const text = TRY(value());
            if ((key == "\"next\"" || key == "\"@odata.nextLink\"") && text.starts_with('"')) has_more_ = true;
        }
    }
    Result<void> rest()
    {
        return keys();
    }

    /// The value that begins here; the view is valid until the next call.
    Result<std::string_view> value()
    {
        std::size_t size = 0;
        int depth = 0;
        bool is_text = false;
        for (;; ++size) {
            if (at_ + size >= buffer_.size() && !TRY(fill())) return wrong("the JSON is cut off");
            char const c = buffer_[at_ + size];
            if (is_text) {
                if (c == '\\') ++size;
                is_text = c != '"';
                if (is_text || depth > 0) continue;
                ++size;
                break;
            }
            if (c == '"') is_text = true;
            if (c == '{' || c == '[') ++depth;
            if (depth == 0 && !is_text && (c == ',' || c == '}' || c == ']' || c == ':' || static_cast<unsigned char>(c) <= ' ')) break;
            if ((c == '}' || c == ']') && --depth == 0) {
                ++size;
                break;
            }
        }
        if (at_ + size > buffer_.size()) return wrong("the JSON is cut off");
        auto const text = std::string_view{buffer_}.substr(at_, size);
        at_ += size;
        return text;
    }

    Result<char> past_blanks()
    {
        for (;; ++at_) {
            if (at_ >= buffer_.size() && !TRY(fill())) return wrong("the JSON is cut off");
            auto const c = static_cast<unsigned char>(buffer_[at_]);
            bool const is_mark = octets_ == buffer_.size() && at_ < 3 && (c == 0xEF || c == 0xBB || c == 0xBF);
            if (c > ' ' && !is_mark) return static_cast<char>(c);
        }
    }

    Result<bool> fill()
    {
        if (at_ > 0) {
            buffer_.erase(0, at_);
            at_ = 0;
        }
        if (buffer_.size() > submission_octets_max) return Error{Error::Kind::limit, "a submission of more than 64 MiB", {}, "look at what wrote the file"};
        constexpr std::size_t block = 1U << 18U;
        auto const before = buffer_.size();
        buffer_.resize(before + block);
        auto const count = TRY(source_->read({reinterpret_cast<std::uint8_t*>(buffer_.data()) + before, block}));
        buffer_.resize(before + count);
        octets_ += count;
        return count > 0;
    }

    std::unique_ptr<ByteSource> source_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t octets_ = 0;
    bool is_bare_ = false, has_more_ = false;
};

using simdjson::dom::element;

/// "Point", "LineString" or "Polygon" as a form writes them: "latitude longitude altitude accuracy", separated by ";".
std::optional<std::string> place_text(simdjson::dom::object const& object)
{
    std::string_view type;
    simdjson::dom::array coordinates;
    if (object["type"].get(type) != simdjson::SUCCESS || object["coordinates"].get(coordinates) != simdjson::SUCCESS) return std::nullopt;
    if (type == "Polygon") {
        if (coordinates.size() == 0 || coordinates.at(0).get(coordinates) != simdjson::SUCCESS) return std::nullopt;
    } else if (type != "Point" && type != "LineString")
        return std::nullopt;
    double accuracy = 0;
    if (object["properties"]["accuracy"].get(accuracy) != simdjson::SUCCESS) accuracy = 0;
    auto const point = [&](simdjson::dom::array const& numbers) -> std::optional<std::string> {
        double longitude = 0, latitude = 0, altitude = 0;
        if (numbers.size() < 2 || numbers.at(0).get(longitude) != simdjson::SUCCESS || numbers.at(1).get(latitude) != simdjson::SUCCESS) return std::nullopt;
        if (numbers.size() > 2 && numbers.at(2).get(altitude) != simdjson::SUCCESS) altitude = 0;
        return fmt::format("{} {} {} {}", latitude, longitude, altitude, accuracy);
    };
    if (type == "Point") return point(coordinates);
    std::string text;
    for (auto const one : coordinates) {
        simdjson::dom::array numbers;
        auto const written = one.get(numbers) == simdjson::SUCCESS ? point(numbers) : std::nullopt;
        if (!written) return std::nullopt;
        text += (text.empty() ? "" : ";") + *written;
    }
    return text;
}

class JsonReader final : public ExportReader {
public:
    explicit JsonReader(std::vector<std::unique_ptr<ByteSource>> files)
    {
        for (auto& file : files) files_.emplace_back(std::move(file));
    }

    std::vector<ExportHead> const& tables() const override { return heads_; }

    Result<bool> next(ExportRow& row) override
    {
        row = {};
        made_.clear();
        std::string_view text;
        while (at_ < files_.size() && !TRY(files_[at_].next(text))) ++at_;
        if (at_ >= files_.size()) return false;
        row.number = row.line = ++count_;
        padded_.assign(text);
        padded_.append(simdjson::SIMDJSON_PADDING, ' ');
        element document;
        simdjson::dom::object object;
        if (parser_.parse(reinterpret_cast<std::uint8_t const*>(padded_.data()), text.size(), false).get(document) != simdjson::SUCCESS ||
            document.get(object) != simdjson::SUCCESS) {
            row.problem = RowProblem{"this submission is no JSON", "export it again"};
            return true;
        }
        std::string_view key;
        for (auto const* const name : {"__id", "meta/instanceID", "_uuid"})
            if (key.empty() && object[name].get(key) != simdjson::SUCCESS) key = {};
        TRY(take(object, "", row, key.empty() ? std::to_string(count_) : std::string{key}, 0));
        if (!row.children.empty() && key.empty()) cell(row, "KEY", keep(std::to_string(count_)));
        return true;
    }

    std::pair<std::uint64_t, std::uint64_t> progress() const override
    {
        std::pair<std::uint64_t, std::uint64_t> sum;
        for (auto const& file : files_) sum = {sum.first + file.octets(), sum.second + file.size()};
        return sum;
    }

    std::vector<std::string> notices() const override
    {
        std::vector<std::string> notices;
        if (std::any_of(files_.begin(), files_.end(), [](JsonRows const& file) { return file.has_more(); }))
            notices.emplace_back("a file says that more submissions follow on another page: get them all, and give all the pages");
        if (has_repeats_elsewhere_) notices.emplace_back("repeats are not in this file: ask ODK Central for it with $expand=*");
        return notices;
    }

private:
    std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }

    void cell(ExportRow& row, std::string const& name, std::string_view text)
    {
        if (text.empty()) return;
        auto& names = columns_[row.table];
        auto [found, is_new] = names.try_emplace(name, static_cast<std::uint32_t>(heads_[row.table].columns.size()));
        if (is_new) heads_[row.table].columns.push_back(name);
        row.cells.push_back({found->second, text});
    }

    Result<std::size_t> table(std::string const& name)
    {
        for (std::size_t i = 1; i < heads_.size(); ++i)
            if (heads_[i].name == name) return i;
        if (heads_.size() >= tables_max) return Error{Error::Kind::limit, "more than " + std::to_string(tables_max) + " repeats", name, "look at what wrote the file"};
        heads_.push_back({name, {}});
        columns_.emplace_back();
        return heads_.size() - 1;
    }

    Result<void> take(simdjson::dom::object const& object, std::string const& prefix, ExportRow& row, std::string const& key, int depth)
    {
        if (depth > depth_max) return Error{Error::Kind::limit, "groups within groups more than 50 deep", "submission " + std::to_string(count_), "look at what wrote the file"};
        for (auto const [name, value] : object) {
            if (name.ends_with("@odata.navigationLink")) {
                auto const plain = name.substr(0, name.find('@'));
                has_repeats_elsewhere_ = has_repeats_elsewhere_ || object[plain].error() != simdjson::SUCCESS;
                continue;
            }
            TRY(take_value(value, prefix.empty() ? std::string{name} : prefix + "/" + std::string{name}, row, key, depth));
        }
        return {};
    }

    Result<void> take_value(element value, std::string const& path, ExportRow& row, std::string const& key, int depth)
    {
        if (auto const columns = heads_[row.table].columns.size(); columns > ExportTable::columns_max)
            return Error{Error::Kind::limit, "more than " + std::to_string(ExportTable::columns_max) + " columns", path, "look at what wrote the file"};
        switch (value.type()) {
        case simdjson::dom::element_type::OBJECT: {
            simdjson::dom::object const object = value.get_object().value();
            if (auto place = place_text(object)) {
                cell(row, path, keep(std::move(*place)));
                return {};
            }
            return take(object, path, row, key, depth + 1);
        }
        case simdjson::dom::element_type::ARRAY: return take_list(value.get_array().value(), path, row, key, depth);
        case simdjson::dom::element_type::NULL_VALUE: return {};
        case simdjson::dom::element_type::STRING: cell(row, path, value.get_string().value()); return {};
        case simdjson::dom::element_type::INT64:
        case simdjson::dom::element_type::UINT64:
        case simdjson::dom::element_type::DOUBLE:
        case simdjson::dom::element_type::BOOL: cell(row, path, keep(simdjson::minify(value))); return {};
        }
        return {};
    }

    /// A list of objects is a repeat; of texts, the choices of one question.
    Result<void> take_list(simdjson::dom::array const& list, std::string const& path, ExportRow& row, std::string const& key, int depth)
    {
        bool const is_about = path.starts_with('_');  // Kobo's _attachments, _geolocation, _tags, _notes
        if (is_about) return {};
        std::string words;
        std::size_t place = 0;
        for (auto const one : list) {
            simdjson::dom::object object;
            if (one.get(object) != simdjson::SUCCESS) {
                std::string_view text;
                words += (words.empty() ? "" : " ") + (one.get(text) == simdjson::SUCCESS ? std::string{text} : simdjson::minify(one));
                continue;
            }
            ExportRow child;
            child.table = TRY(table(path));
            child.line = child.number = count_;
            auto const own = key + "/" + path + "[" + std::to_string(++place) + "]";
            cell(child, "KEY", keep(own));
            cell(child, "PARENT_KEY", keep(key));
            // Kobo writes the whole path at every depth, Central the name alone: so no prefix.
            TRY(take(object, "", child, own, depth + 1));
            row.children.push_back(std::move(child));
        }
        if (!words.empty()) cell(row, path, keep(std::move(words)));
        return {};
    }

    std::vector<JsonRows> files_;
    std::size_t at_ = 0;
    std::uint64_t count_ = 0;
    std::vector<ExportHead> heads_{{"", {}}};
    std::vector<std::unordered_map<std::string, std::uint32_t>> columns_{{}};
    std::deque<std::string> made_;  // texts that are not in the file as such; they do not move
    std::string padded_;
    simdjson::dom::parser parser_;
    bool has_repeats_elsewhere_ = false;
};

}  // namespace

Result<std::unique_ptr<ExportReader>> read_json(std::vector<std::unique_ptr<ByteSource>> files)
{
    return std::unique_ptr<ExportReader>{std::make_unique<JsonReader>(std::move(files))};
}

}  // namespace accalmie
