// SPDX-License-Identifier: Apache-2.0
#include "capture/answer_xml.hpp"

#include "capture/cell_parse.hpp"
#include "capture/submissions.hpp"
#include "dictionary/text.hpp"
#include "forms/sealed_answer.hpp"
#include "trust/crypto.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

namespace accalmie {

using forms::FormQuestion;

namespace {

constexpr unsigned parse_flags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata;

/// false: a character that XML cannot hold.
bool append_escaped(std::string& out, std::string_view text)
{
    for (char const c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\r')
            out += "&#13;";
        else if (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n')
            return false;
        else
            out += c;
    }
    return true;
}

bool is_yes(std::string_view text)
{
    return !(text == "0" || text == "false" || text == "FALSE" || text == "False" || text == "no" || text == "n/a" || text == "0.0");
}

/// "POINT (-4.2 14.5 260)" is "14.5 -4.2 260 0".
std::optional<std::string> point_of_wkt(std::string_view text)
{
    if (!text.starts_with("POINT")) return std::nullopt;
    auto const open = text.find('('), close = text.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
    std::vector<std::string_view> words;
    for (auto rest = text.substr(open + 1, close - open - 1); !rest.empty();) {
        auto const word = rest.substr(0, rest.find(' '));
        if (!word.empty()) words.push_back(word);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    if (words.size() < 2) return std::nullopt;
    return std::string{words[1]} + " " + std::string{words[0]} + " " + (words.size() > 2 ? std::string{words[2]} : "0") + " 0";
}

/// The one choice of this label; null if there is none, or several.
forms::QuestionChoice const* labelled(std::vector<forms::QuestionChoice> const& choices, std::string_view label)
{
    forms::QuestionChoice const* found = nullptr;
    for (auto const& choice : choices) {
        if (std::find(choice.labels.begin(), choice.labels.end(), label) == choice.labels.end()) continue;
        if (found != nullptr && found->name != choice.name) return nullptr;
        found = &choice;
    }
    return found;
}

}  // namespace

AnswerXml::AnswerXml(forms::FormQuestions const& form, ExportWords words) : form_{form}, questions_{form}, words_{std::move(words)}
{
    for (std::size_t node = 1; node < form_.nodes.size(); ++node) {
        if (form_.nodes[node].path == "meta") meta_ = node;
        if (form_.nodes[node].path == "meta/instanceID") instance_ = node;
        if (form_.nodes[node].answer == FormQuestion::Answer::file) file_paths_.insert(form_.nodes[node].path);
    }
}

void AnswerXml::learn(std::vector<ExportHead> const& tables)
{
    for (std::size_t t = 0; t < tables.size(); ++t) {
        if (t >= tables_.size()) {
            tables_.push_back({tables[t].name, t == 0 ? 0 : ColumnQuestions::none, {}, {}});
            if (t > 0) {
                auto& scope = tables_.back().scope;
                if (auto const word = words_.repeats.find(tables[t].name); word != words_.repeats.end()) {
                    for (std::size_t node = 1; node < form_.nodes.size(); ++node)
                        if (form_.nodes[node].kind == FormQuestion::Kind::repeat && form_.nodes[node].path == word->second) scope = node;
                } else
                    scope = questions_.repeat_of(tables[t].name, tables[t].columns);
            }
        }
        auto& known = tables_[t];
        auto const words = words_.columns.find(t == 0 ? std::string_view{} : std::string_view{tables[t].name});
        for (auto column = known.columns.size(); column < tables[t].columns.size(); ++column) {
            auto const& name = tables[t].columns[column];
            auto target = known.scope == ColumnQuestions::none ? ColumnTarget{ColumnTarget::Kind::left, 0, 0, {}, "this table is no repeat of the form"}
                                                               : questions_.target(known.scope, name, words == words_.columns.end() ? nullptr : &words->second);
            bool const is_second = target.kind == ColumnTarget::Kind::answer && std::any_of(known.targets.begin(), known.targets.end(), [&](ColumnTarget const& other) {
                                       return other.kind == ColumnTarget::Kind::answer && other.question == target.question;
                                   });
            if (is_second) target = {ColumnTarget::Kind::left, 0, 0, {}, "another column holds this question's answers"};
            known.columns.push_back(name);
            known.targets.push_back(std::move(target));
        }
    }
}

std::string_view AnswerXml::version_of(ExportRow const& row) const
{
    for (auto const& cell : row.cells)
        if (cell.column < tables_[row.table].targets.size() && tables_[row.table].targets[cell.column].kind == ColumnTarget::Kind::version) return cell.text;
    return {};
}

/// A question with several answers, written as labels one after another: taken apart where that can be done in one way.
std::string_view AnswerXml::chosen_by_labels(FormQuestion const& question, std::string_view text)
{
    std::string names;
    for (auto rest = text; !rest.empty();) {
        std::size_t longest = 0;
        forms::QuestionChoice const* chosen = nullptr;
        for (auto const& choice : question.choices)
            for (auto const& label : choice.labels) {
                bool const fits = rest.starts_with(label) && (rest.size() == label.size() || rest[label.size()] == ' ' || rest[label.size()] == ',');
                if (fits && label.size() > longest) {
                    longest = label.size();
                    chosen = labelled(question.choices, label);
                }
            }
        if (chosen == nullptr) return text;
        names += (names.empty() ? "" : " ") + chosen->name;
        rest.remove_prefix(longest);
        while (rest.starts_with(' ') || rest.starts_with(',')) rest.remove_prefix(1);
    }
    ++labels_taken_;
    return keep(std::move(names));
}

/// Lists can be long: their names are looked up, not looked through.
bool AnswerXml::is_name(FormQuestion const& question, std::string_view text)
{
    auto const [names, is_new] = choice_names_.try_emplace(&question);
    if (is_new)
        for (auto const& choice : question.choices) names->second.insert(choice.name);
    return names->second.contains(text);
}

bool AnswerXml::are_names(FormQuestion const& question, std::string_view text)
{
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        if (!word.empty() && !is_name(question, word)) return false;
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return true;
}

/// The answer as the form's engine writes it.
std::string_view AnswerXml::converted(FormQuestion const& question, std::string_view text)
{
    switch (question.answer) {
    case FormQuestion::Answer::select_one:
        if (!question.choices.empty() && !is_name(question, text))
            if (auto const* const choice = labelled(question.choices, text)) {
                ++labels_taken_;
                return choice->name;
            }
        return text;
    case FormQuestion::Answer::select_many:
        return question.choices.empty() || are_names(question, text) ? text : chosen_by_labels(question, text);
    case FormQuestion::Answer::day: return text.size() > 10 && (text[10] == ' ' || text[10] == 'T') ? text.substr(0, 10) : text;
    case FormQuestion::Answer::moment:
        if (text.size() > 10 && text[10] == ' ' && text[4] == '-') return keep(std::string{text.substr(0, 10)} + "T" + std::string{text.substr(11)});
        return text;
    case FormQuestion::Answer::point:
        if (auto point = point_of_wkt(text)) return keep(std::move(*point));
        return text;
    case FormQuestion::Answer::file:
        files_.emplace_back(text);
        return text;
    case FormQuestion::Answer::text:
    case FormQuestion::Answer::line: return text;
    }
    return text;
}

AnswerXml::Frame AnswerXml::frame_of(ExportRow const& row, Names* names)
{
    Frame frame;
    std::map<std::size_t, std::string> choices;
    std::map<std::size_t, std::array<std::string_view, 4>> places;
    auto const& targets = tables_[row.table].targets;
    for (auto const& [column, text] : row.cells) {
        auto const& target = targets[column];
        switch (target.kind) {
        case ColumnTarget::Kind::left:
        case ColumnTarget::Kind::about:
        case ColumnTarget::Kind::version: break;
        case ColumnTarget::Kind::answer: frame.emplace_back(target.question, converted(form_.nodes[target.question], text)); break;
        case ColumnTarget::Kind::choice:
            if (is_yes(text)) choices[target.question].append(choices[target.question].empty() ? "" : " ").append(target.choice);
            break;
        case ColumnTarget::Kind::part: places[target.question][target.part] = text; break;
        case ColumnTarget::Kind::instance:
            if (names == nullptr) break;
            if (target.part == 1) names->key = text;
            if (target.part < names->rank) {
                names->rank = target.part;
                bool const is_bare = target.part == 2 && !text.starts_with("uuid:");
                names->instance = (is_bare ? "uuid:" : target.part == 3 ? "kobo:" : "") + std::string{trimmed(text)};
            }
            break;
        case ColumnTarget::Kind::replaces:
            if (names != nullptr) names->replaces = trimmed(text);
            break;
        }
    }
    std::sort(frame.begin(), frame.end(), [](auto const& one, auto const& other) { return one.first < other.first; });
    auto const whole = frame.size();
    auto const has_whole = [&](std::size_t question) {
        return std::binary_search(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(whole), std::pair{question, std::string_view{}},
                                  [](auto const& one, auto const& other) { return one.first < other.first; });
    };
    // Where a question has a column of its own, its choices or its coordinates apart say nothing more.
    for (auto& [question, chosen] : choices)
        if (!has_whole(question)) frame.emplace_back(question, keep(std::move(chosen)));
    for (auto const& [question, parts] : places)
        if (!has_whole(question) && !parts[0].empty() && !parts[1].empty())
            frame.emplace_back(question, keep(std::string{parts[0]} + " " + std::string{parts[1]} + " " + std::string{parts[2].empty() ? "0" : parts[2]} + " " +
                                              std::string{parts[3].empty() ? "0" : parts[3]}));
    std::sort(frame.begin(), frame.end(), [](auto const& one, auto const& other) { return one.first < other.first; });
    return frame;
}

Result<void> AnswerXml::write_repeat(std::size_t node, ExportRow const& row, std::string& out)
{
    for (auto const& child : row.children) {
        if (tables_[child.table].scope != node) continue;
        auto const frame = frame_of(child, nullptr);
        out.append("<").append(form_.nodes[node].name).append(">");
        TRY(write_inside(node, frame, child, out));
        out.append("</").append(form_.nodes[node].name).append(">");
        if (out.size() > submission_bytes_max)
            return Error{Error::Kind::limit, "answers of more than " + std::to_string(submission_bytes_max) + " octets", form_.nodes[node].path, "split the submission"};
    }
    return {};
}

/// What lies inside a group or a repeat; groups without answers are left out.
Result<void> AnswerXml::write_inside(std::size_t node, Frame const& frame, ExportRow const& row, std::string& out)
{
    auto at = std::lower_bound(frame.begin(), frame.end(), node, [](auto const& one, std::size_t wanted) { return one.first < wanted; });
    for (auto inner = node + 1; inner < form_.nodes[node].end; inner = form_.nodes[inner].end) {
        auto const& question = form_.nodes[inner];
        if (inner == meta_) continue;
        if (question.kind == FormQuestion::Kind::repeat) {
            TRY(write_repeat(inner, row, out));
        } else if (question.kind == FormQuestion::Kind::group) {
            auto const before = out.size();
            out.append("<").append(question.name).append(">");
            auto const begun = out.size();
            TRY(write_inside(inner, frame, row, out));
            if (out.size() == begun)
                out.resize(before);
            else
                out.append("</").append(question.name).append(">");
        } else {
            while (at != frame.end() && at->first < inner) ++at;
            if (at == frame.end() || at->first != inner) continue;
            out.append("<").append(question.name).append(">");
            if (!append_escaped(out, at->second))
                return Error{Error::Kind::invalid, "a character that no form can hold", question.path, "take the control character out"};
            out.append("</").append(question.name).append(">");
        }
    }
    return {};
}

void AnswerXml::write_meta(Names const& names, std::string& out) const
{
    out += "<meta><instanceID>";
    append_escaped(out, names.instance);
    out += "</instanceID>";
    if (!names.replaces.empty()) {
        out += "<deprecatedID>";
        append_escaped(out, names.replaces);
        out += "</deprecatedID>";
    }
}

Result<void> AnswerXml::write_root(Frame const& frame, ExportRow const& row, Names const& names, std::string& out)
{
    out = "<" + form_.root + " id=\"";
    append_escaped(out, form_.id);
    if (!form_.version.empty()) {
        out += "\" version=\"";
        append_escaped(out, form_.version);
    }
    out += "\">";
    TRY(write_inside(0, frame, row, out));
    write_meta(names, out);
    if (meta_ != ColumnQuestions::none)
        for (auto const& [question, text] : frame) {
            if (form_.nodes[question].parent != meta_ || question == instance_ || form_.nodes[question].kind != FormQuestion::Kind::question) continue;
            out.append("<").append(form_.nodes[question].name).append(">");
            if (!append_escaped(out, text)) return Error{Error::Kind::invalid, "a character that no form can hold", form_.nodes[question].path, "take it out"};
            out.append("</").append(form_.nodes[question].name).append(">");
        }
    out += "</meta></" + form_.root + ">";
    return {};
}

Result<BuiltSubmission> AnswerXml::build(ExportRow const& row)
{
    made_.clear();
    files_.clear();
    Names names;
    auto const frame = frame_of(row, &names);
    for (auto const& child : row.children) unknown_rows_ += tables_[child.table].scope == ColumnQuestions::none ? 1U : 0U;
    // Central's key is the first instanceID of a submission that was edited there since.
    if (names.rank == 0 && names.replaces.empty() && names.key.starts_with("uuid:") && names.key != names.instance) names.replaces = names.key;
    BuiltSubmission built;
    built.has_own_name = !names.instance.empty();
    auto files = std::move(files_);
    TRY(write_root(frame, row, names, built.xml));
    if (!built.has_own_name) {
        // Named by what it says, so that the same row again is the same submission; a second one just like it is another.
        names.instance = "import:" + hash_of(as_bytes(built.xml)).hex().substr(0, 32);
        auto const count = ++made_names_[names.instance];
        if (count > 1) names.instance += "-" + std::to_string(count);
        files_.clear();
        TRY(write_root(frame, row, names, built.xml));
    }
    for (auto& name : files_) files.push_back(std::move(name));
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    built.files = std::move(files);
    built.instance = std::move(names.instance);
    built.replaces = std::move(names.replaces);
    if (!is_clean_utf8(built.xml)) return Error{Error::Kind::invalid, "an answer that is not UTF-8", {}, "save the export as UTF-8"};
    if (built.xml.size() > submission_bytes_max)
        return Error{Error::Kind::limit, "answers of more than " + std::to_string(submission_bytes_max) + " octets", {}, "split the submission"};
    return built;
}

namespace {

std::string_view local(std::string_view name) { return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1); }

struct TextWriter final : pugi::xml_writer {
    std::string text;
    void write(void const* data, std::size_t size) override { text.append(static_cast<char const*>(data), size); }
};

/// Each answer with its place: "group/child[2]/age".
struct Answers final {
    std::vector<std::pair<std::string, std::string>> found;
    void read(pugi::xml_node node, std::string const& path, int depth)
    {
        std::map<std::string, std::size_t, std::less<>> seen;
        for (auto const inner : node.children()) {
            if (inner.type() != pugi::node_element || depth > 100) continue;
            auto const name = local(inner.name());
            if (depth == 0 && name == "meta") continue;
            auto const place = ++seen[std::string{name}];
            auto const below = path + "/" + std::string{name} + (place > 1 ? "[" + std::to_string(place) + "]" : "");
            std::string_view const text = trimmed(inner.text().get());
            bool const is_leaf = !inner.find_child([](pugi::xml_node one) { return one.type() == pugi::node_element; });
            // Two boxes of one answer differ: what is sealed counts as answered, no more.
            if (is_leaf && !text.empty()) found.emplace_back(below, forms::is_sealed_answer(text) ? forms::sealed_answer_mark : text);
            read(inner, below, depth + 1);
        }
    }
};

}  // namespace

Result<BuiltSubmission> AnswerXml::take(std::string_view xml)
{
    BuiltSubmission built;
    pugi::xml_document document;
    auto const parsed = document.load_buffer(xml.data(), xml.size(), parse_flags, pugi::encoding_utf8);
    if (!parsed) return Error{Error::Kind::invalid, std::string{"not XML: "} + parsed.description(), {}, "export it again"};
    auto root = document.document_element();
    bool const is_ours = root.attribute("id").value() == form_.id;
    if (is_ours) {
        built.xml = xml;
    } else {
        ++renamed_;
        root.set_name(form_.root.c_str());
        if (!root.attribute("id")) root.append_attribute("id");
        root.attribute("id").set_value(form_.id.c_str());
        if (!root.attribute("version") && !form_.version.empty()) root.append_attribute("version");
        if (!form_.version.empty()) root.attribute("version").set_value(form_.version.c_str());
        TextWriter writer;
        root.print(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
        built.xml = std::move(writer.text);
    }
    auto const head = TRY(read_submission_head(built.xml));
    built.instance = head.instance;
    built.replaces = head.replaces_instance;
    Answers answers;
    answers.read(root, "", 0);
    for (auto& [path, text] : answers.found) {
        std::string plain;
        for (std::size_t at = 1; at < path.size(); ++at) {
            if (path[at] == '[') at = path.find(']', at);
            else plain += path[at];
        }
        if (file_paths_.contains(plain)) built.files.push_back(std::move(text));
    }
    return built;
}

bool say_the_same(std::string_view one, std::string_view other)
{
    if (one == other) return true;
    auto const answers = [](std::string_view xml) {
        pugi::xml_document document;
        Answers read;
        if (document.load_buffer(xml.data(), xml.size(), parse_flags, pugi::encoding_utf8)) read.read(document.document_element(), "", 0);
        std::sort(read.found.begin(), read.found.end());
        return std::move(read.found);
    };
    return answers(one) == answers(other);
}

}  // namespace accalmie
