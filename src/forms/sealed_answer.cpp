// SPDX-License-Identifier: Apache-2.0
#include "forms/sealed_answer.hpp"

#include "core/base64url.hpp"
#include "forms/xpath_text.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace accalmie::forms {

namespace {

constexpr std::size_t box_overhead = 48;  // of libsodium's sealed box
constexpr std::size_t submission_octets_max = 16U << 20U;

Error no_sealed_answer(std::string what)
{
    return {Error::Kind::invalid, std::move(what), "sealed answer", "write accalmie-sealed:AUDIENCE:BOX, as docs/formats/forms.md has it"};
}

/// "/group/name" of "/data/group/name": versions of a form may call their root differently.
std::string_view below_root(std::string_view path)
{
    auto const slash = path.find('/', 1);
    return slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
}

std::string_view local_name(pugi::xml_node node)
{
    std::string_view const name = node.name();
    auto const colon = name.find(':');
    return name.substr(colon == std::string_view::npos ? 0 : colon + 1);
}

std::string path_below_root(pugi::xml_node node)
{
    std::string path;
    for (; node.parent().parent().type() == pugi::node_element || node.parent().parent().type() == pugi::node_document; node = node.parent())
        path = "/" + std::string{local_name(node)} + path;
    return path;
}

class Sealing final : public pugi::xml_tree_walker {
public:
    Sealing(std::span<SealedQuestion const> questions, Sealer const& seal) : questions_(questions), seal_(seal) {}

    bool for_each(pugi::xml_node& node) override
    {
        if (node.type() != pugi::node_element || depth() == 0) return true;
        auto const path = path_below_root(node);
        auto const found = std::find_if(questions_.begin(), questions_.end(), [&](SealedQuestion const& question) { return below_root(question.path) == path; });
        if (found != questions_.end()) done_ = seal_one(node, *found);
        return done_.has_value();
    }

    Result<std::size_t> sealed() const
    {
        TRY(done_);
        return sealed_;
    }

private:
    Result<void> seal_one(pugi::xml_node node, SealedQuestion const& question)
    {
        std::string text;
        for (auto const child : node.children()) {
            if (child.type() == pugi::node_element) return no_sealed_answer("a sealed question with elements inside");
            if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
        }
        auto const answer = without_space_around(text);
        if (answer.empty()) return {};
        if (auto const known = read_sealed_answer(answer); known && known->audience == question.audience) return {};
        // What looks like a box and is none is sealed as it is: nothing that might be a value stays in clear.
        auto box = TRY(seal_(answer, question.audience));
        node.remove_children();
        node.append_child(pugi::node_pcdata).set_value(write_sealed_answer({question.audience, std::move(box)}).c_str());
        ++sealed_;
        return {};
    }

    std::span<SealedQuestion const> questions_;
    Sealer const& seal_;
    Result<void> done_{};
    std::size_t sealed_ = 0;
};

struct TextWriter final : pugi::xml_writer {
    std::string text;
    void write(void const* data, std::size_t size) override { text.append(static_cast<char const*>(data), size); }
};

}  // namespace

bool is_sealed_answer(std::string_view text) { return without_space_around(text).starts_with(sealed_answer_mark); }

Result<SealedAnswer> read_sealed_answer(std::string_view given)
{
    auto text = without_space_around(given);
    if (!text.starts_with(sealed_answer_mark)) return no_sealed_answer("not a sealed answer");
    text.remove_prefix(sealed_answer_mark.size());
    auto const colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos) return no_sealed_answer("a sealed answer that names no audience");
    SealedAnswer answer;
    answer.audience = text.substr(0, colon);
    answer.box = TRY(from_base64url(text.substr(colon + 1)));
    if (answer.box.size() <= box_overhead) return no_sealed_answer("a sealed answer whose box is too short");
    return answer;
}

std::string write_sealed_answer(SealedAnswer const& answer)
{
    return std::string{sealed_answer_mark} + answer.audience + ":" + to_base64url(answer.box);
}

Result<SealedSubmission> seal_answers(std::string_view xml, std::span<SealedQuestion const> questions, Sealer const& seal)
{
    if (xml.size() > submission_octets_max) return Error{Error::Kind::limit, "answers of more than 16 MiB", "submission", "send photos as files"};
    pugi::xml_document document;
    auto const parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_full | pugi::parse_ws_pcdata, pugi::encoding_utf8);
    if (!parsed) return Error{Error::Kind::invalid, std::string{"not XML: "} + parsed.description(), "submission", "send the XML of a filled-in form"};
    Sealing walker{questions, seal};
    document.traverse(walker);
    SealedSubmission made;
    made.sealed = TRY(walker.sealed());
    if (made.sealed == 0) {
        made.xml = xml;
        return made;
    }
    TextWriter writer;
    document.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    made.xml = std::move(writer.text);
    return made;
}

}  // namespace accalmie::forms
