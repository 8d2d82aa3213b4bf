// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/multipart.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <vector>

using namespace accalmie;
using namespace accalmie::http;

namespace {

struct Part {
    PartHead head;
    std::string content;
    bool is_ended = false;
};

class Keeper final : public PartSink {
public:
    Result<void> begin(PartHead head) override
    {
        parts.push_back({std::move(head), {}});
        return {};
    }
    Result<void> content(std::string_view octets) override
    {
        parts.back().content += octets;
        return {};
    }
    Result<void> end() override
    {
        parts.back().is_ended = true;
        return {};
    }
    std::vector<Part> parts;
};

/// The parts of `body`, given in pieces of `step` octets.
Result<std::vector<Part>> parts_of(std::string_view body, std::string_view boundary, std::size_t step)
{
    Keeper keeper;
    MultipartReader reader{boundary, keeper};
    for (std::size_t at = 0; at < body.size(); at += step) TRY(reader.feed(body.substr(at, step)));
    TRY(reader.finish());
    return keeper.parts;
}

std::string part_text(std::string_view name, std::string_view filename, std::string_view content)
{
    return "--B\r\nContent-Disposition: form-data; name=\"" + std::string{name} + "\"; filename=\"" + std::string{filename} +
           "\"\r\nContent-Type: text/xml\r\n\r\n" + std::string{content} + "\r\n";
}

}  // namespace

TEST_CASE("a submission with a photo, as ODK Collect sends it, whatever the pieces are")
{
    constexpr char photo_octets[] = "\xff\xd8\r\n--not the boundary\r\n\0\r\n";
    std::string const photo{photo_octets, sizeof photo_octets - 1};
    std::string const body =
        part_text("xml_submission_file", "a.xml", "<data/>") + part_text("photo.jpg", "photo.jpg", photo) + part_text("empty", "", "") + "--B--\r\n";
    std::string const long_file(200'000, 'x');
    auto const large = parts_of(part_text("large", "large", long_file) + part_text("next", "next", "y") + "--B--", "B", 64 * 1024);
    REQUIRE(large);
    CHECK((*large)[0].content == long_file);
    CHECK((*large)[1].content == "y");
    for (std::size_t const step : {1UL, 2UL, 3UL, 5UL, 17UL, 1000UL}) {
        INFO("pieces of " << step);
        auto const parts = parts_of(body, "B", step);
        REQUIRE(parts);
        REQUIRE(parts->size() == 3);
        CHECK((*parts)[0].head.name == "xml_submission_file");
        CHECK((*parts)[0].head.content_type == "text/xml");
        CHECK((*parts)[0].content == "<data/>");
        CHECK((*parts)[1].head.filename == "photo.jpg");
        CHECK((*parts)[1].content == photo);
        CHECK((*parts)[2].content.empty());
        for (auto const& part : *parts) CHECK(part.is_ended);
    }
}

TEST_CASE("names are taken as clients write them, and no path gets in")
{
    auto const head = [](std::string_view line) { return parts_of("--B\r\n" + std::string{line} + "\r\n\r\nx\r\n--B--", "B", 7); };
    CHECK((*head("content-disposition:form-data; NAME=plain"))[0].head.name == "plain");
    CHECK((*head(R"(Content-Disposition: form-data; name="a\"b"; filename="C:\fakepath\photo.jpg")"))[0].head.filename == "photo.jpg");
    CHECK((*head(R"(Content-Disposition: form-data; name="a"; filename="../../etc/passwd")"))[0].head.filename == "passwd");
    CHECK((*head(R"(Content-Disposition: form-data; filename="name=\"x\""; name="right")"))[0].head.name == "right");
}

TEST_CASE("what is no such body is refused, with the reason")
{
    for (std::string_view const body :
         {"", "--B", "--B\r\n", "--B\r\nno field\r\n\r\n--B--", "--B\r\nContent-Type: text/xml\r\n\r\nx\r\n--B--", "--B rubbish\r\n\r\n--B--",
          "--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--", "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx"})
        for (std::size_t const step : {1UL, 4UL, 100UL}) {
            auto const parts = parts_of(body, "B", step);
            INFO(body);
            REQUIRE_FALSE(parts);
            CHECK(parts.error().kind == Error::Kind::invalid);
            CHECK_FALSE(parts.error().remedy.empty());
        }
}

TEST_CASE("limits: a head, the number of parts, the boundary")
{
    std::string const field = "Content-Disposition: form-data; name=a\r\nX: ";
    auto const with_head = [&](std::size_t size) { return "--B\r\n" + field + std::string(size - field.size(), 'x') + "\r\n\r\ny\r\n--B--"; };
    CHECK(parts_of(with_head(MultipartReader::head_bytes_max), "B", 100));
    CHECK(parts_of(with_head(MultipartReader::head_bytes_max + 1), "B", 100).error().kind == Error::Kind::limit);

    std::string many;
    for (std::size_t i = 0; i < MultipartReader::parts_max; ++i) many += part_text("a", "a", "x");
    CHECK(parts_of(many + "--B--", "B", 4096)->size() == MultipartReader::parts_max);
    CHECK(parts_of(many + part_text("a", "a", "x") + "--B--", "B", 4096).error().kind == Error::Kind::limit);

    CHECK(*boundary_of("multipart/form-data; boundary=xxBOUNDARYxx") == "xxBOUNDARYxx");
    CHECK(*boundary_of("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"") == "a b");
    CHECK(boundary_of("multipart/form-data; boundary=" + std::string(70, 'x')));
    CHECK_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')));
    CHECK_FALSE(boundary_of("multipart/form-data"));
    CHECK_FALSE(boundary_of("text/xml; boundary=x"));
}

TEST_CASE("any content comes back as it was, cut anywhere")
{
    rc::check("round trip", [] {
        auto const contents =
            *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::elementOf(std::string{"\r\n-Bx\0"})));
        auto const step = *rc::gen::inRange<std::size_t>(1, 12);
        std::string body;
        for (auto const& content : contents) {
            RC_PRE(content.find("\r\n--B") == std::string::npos);
            RC_PRE(!("\r\n" + content).starts_with("\r\n--B"));
            body += part_text("f", "f", content);
        }
        auto const parts = parts_of(body + "--B--\r\nepilogue", "B", step);
        RC_ASSERT(static_cast<bool>(parts));
        RC_ASSERT(parts->size() == contents.size());
        for (std::size_t i = 0; i < contents.size(); ++i) RC_ASSERT((*parts)[i].content == contents[i]);
    });
}
