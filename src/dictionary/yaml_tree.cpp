// SPDX-License-Identifier: Apache-2.0
#include "dictionary/yaml_tree.hpp"

#include "dictionary/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

namespace accalmie {

namespace {

/// Builds the tree from the parser's events. What it refuses it leaves out, and goes on, so that all problems are named at once.
class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view file, PackProblems& problems) : file_(file), problems_(problems) {}

    void OnDocumentStart(YAML::Mark const&) override {}
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override
    {
        if (admit(mark, {}, anchor)) attach({YamlValue::Kind::nothing, mark.line + 1, {}, {}, {}});
    }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override
    {
        refuse(mark, "an alias (*)", "write the value out where it is needed");
        if (depth_ <= PackLimits::yaml_depth) attach({YamlValue::Kind::nothing, mark.line + 1, {}, {}, {}});
    }
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, std::string const& value) override
    {
        if (admit(mark, tag, anchor)) attach({YamlValue::Kind::text, mark.line + 1, value, {}, {}});
    }
    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlValue::Kind::list, mark, tag, anchor);
    }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlValue::Kind::map, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

    bool refused() const { return refused_; }
    YamlValue take() && { return std::move(root_); }

private:
    void refuse(YAML::Mark const& mark, std::string const& what, std::string remedy)
    {
        refused_ = true;
        problems_.add(file_, mark.line + 1, what + " is not allowed in a pack", std::move(remedy));
    }
    /// Is there room for one more value here? Names an anchor or a tag.
    bool admit(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor)
    {
        if (++values_ == PackLimits::yaml_values + 1)
            refuse(mark, "more than " + std::to_string(PackLimits::yaml_values) + " values in one file", "split the type into smaller ones");
        if (values_ > PackLimits::yaml_values || depth_ > PackLimits::yaml_depth) return false;
        if (anchor != 0) refuse(mark, "an anchor (&)", "write the value out where it is needed");
        if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "a tag (!)", "leave the tag out: each key has its own type");
        return true;
    }
    void open(YamlValue::Kind kind, YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor)
    {
        bool const room = admit(mark, tag, anchor);
        if (++depth_ == PackLimits::yaml_depth + 1)
            refuse(mark, "nesting deeper than " + std::to_string(PackLimits::yaml_depth) + " levels", "write it flat, as in the base pack");
        if (room && depth_ <= PackLimits::yaml_depth) open_.push_back({kind, mark.line + 1, {}, {}, {}});
    }
    void close()
    {
        bool const was_kept = depth_ <= PackLimits::yaml_depth && open_.size() == depth_;
        --depth_;
        if (!was_kept) return;
        YamlValue done = std::move(open_.back());
        open_.pop_back();
        attach(std::move(done));
    }
    void attach(YamlValue value)
    {
        if (open_.size() != depth_) return;  // inside something that was left out
        if (open_.empty()) {
            root_ = std::move(value);
            return;
        }
        YamlValue& parent = open_.back();
        bool const is_key = parent.kind == YamlValue::Kind::map && parent.keys.size() == parent.items.size();
        (is_key ? parent.keys : parent.items).push_back(std::move(value));
    }

    std::string_view file_;
    PackProblems& problems_;
    std::vector<YamlValue> open_;  // from the outside in
    YamlValue root_;
    std::size_t values_ = 0, depth_ = 0;
    bool refused_ = false;
};

bool is_readable(std::string_view file, std::string_view content, PackProblems& problems)
{
    if (content.size() > PackLimits::yaml_bytes) {
        problems.add(file, 0, "the file is larger than " + std::to_string(PackLimits::yaml_bytes >> 10) + " KiB", "split it");
        return false;
    }
    if (!is_clean_utf8(content)) {
        problems.add(file, 0, "the file is not UTF-8 text", "save it as UTF-8");
        return false;
    }
    return true;
}

}  // namespace

std::optional<YamlValue> read_yaml(std::string_view file, std::string_view content, PackProblems& problems)
{
    if (!is_readable(file, content, problems)) return std::nullopt;
    TreeBuilder builder{file, problems};
    try {
        std::istringstream stream{std::string{content}};
        YAML::Parser parser{stream};
        if (!parser.HandleNextDocument(builder)) {
            problems.add(file, 0, "the file is empty", "describe one thing in it, as the files of the base pack do");
            return std::nullopt;
        }
        if (TreeBuilder rest{file, problems}; parser.HandleNextDocument(rest)) {
            problems.add(file, 0, "the file holds more than one document (---)", "one file, one document");
            return std::nullopt;
        }
    } catch (YAML::Exception const& exception) {
        problems.add(file, std::max(exception.mark.line + 1, 0), "not YAML: " + clipped(exception.msg, 120),
                     "check quotes, colons and indentation near this line");
        return std::nullopt;
    } catch (std::exception const& exception) {  // the parser's own containers and streams
        problems.add(file, 0, "cannot be read as YAML: " + clipped(exception.what(), 120), "check quotes, colons and indentation");
        return std::nullopt;
    }
    if (builder.refused()) return std::nullopt;
    return std::move(builder).take();
}

}  // namespace accalmie
