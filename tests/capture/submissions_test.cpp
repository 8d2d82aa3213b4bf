// SPDX-License-Identifier: Apache-2.0
#include "capture/submissions.hpp"
#include "trust/crypto.hpp"
#include "trust/stored.hpp"

#include "capture/import_fixtures.hpp"
#include "journal/journal_fixtures.hpp"
#include "support/plain_disk.hpp"
#include "trust/trust_fixtures.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <set>
#include <thread>

using namespace accalmie;

namespace {

class StillClock final : public Clock {
public:
    Instant now() override { return parse_instant("2026-03-01T08:00:00Z").value(); }
};

/// A desk over a real journal, and how often its pen was taken.
struct Office {
    fixtures::Folder folder;
    std::unique_ptr<Journal> journal = open_sqlite_journal(folder / "journal").value();
    SigningKey key = fixtures::author_key();
    AudienceKeys keys;
    StillClock clock;
    fixtures::SeededRandom random{1};
    std::mutex pen;
    std::atomic<int> batches = 0;
    std::atomic<int> failures_next = 0;
    Submissions submissions{[this](std::function<Result<void>(Recorder&)> const& work) -> Result<void> {
        std::lock_guard const lock{pen};
        ++batches;
        if (failures_next > 0) {
            --failures_next;
            return Error{Error::Kind::io, "the disk is full"};
        }
        auto recorder = TRY(Recorder::make(*journal, base_dictionary(), key, keys, clock, random, {}));
        return work(recorder);
    }};

    std::vector<std::vector<Value>> rows(std::string_view type)
    {
        std::vector<std::vector<Value>> rows;
        Scope scope;
        scope.type = type;
        auto const* const record_type = base_dictionary().find(type);
        REQUIRE(journal->since(0, scope, [&](Point, StoredRecord const& stored) -> Result<void> {
            return visit_rows(to_record(stored).value(), *record_type, {}, [&](RowView const& row) -> Result<void> {
                auto& cells = rows.emplace_back();
                for (auto const& cell : row.cells) cells.push_back(as_value(cell));
                return {};
            });
        }));
        return rows;
    }
};

std::string answers(std::string_view instance, std::string_view text = "x")
{
    return "<data id=\"f\" version=\"3\" xmlns:orx=\"http://openrosa.org/xforms\"><note>" + std::string{text} + "</note><orx:meta><orx:instanceID>" +
           std::string{instance} + "</orx:instanceID></orx:meta></data>";
}

Submission submission(std::string_view instance, std::string_view text = "x", std::vector<SubmittedFile> files = {})
{
    return {answers(instance, text), std::move(files), "Awa"};
}

}  // namespace

TEST_CASE("the head of a submission, with and without prefixes")
{
    auto const head = read_submission_head(answers("uuid:1")).value();
    CHECK(head.form == "f");
    CHECK(head.version == "3");
    CHECK(head.instance == "uuid:1");
    auto const edited = read_submission_head("<?xml version='1.0'?><d id='a &amp; b'><meta><instanceID> uuid:2\n</instanceID><deprecatedID>uuid:1</deprecatedID></meta></d>").value();
    CHECK(edited.form == "a & b");
    CHECK(edited.instance == "uuid:2");
    CHECK(edited.replaces_instance == "uuid:1");
}

TEST_CASE("rubbish is refused with the reason, and quickly")
{
    std::string deep, laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><d id='f'><meta><instanceID>&b;</instanceID></meta></d>";
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    for (std::string_view const xml : {"", "hello", "<a", "<a></b>", "<data id='f'/>", "<data><meta><instanceID>1</instanceID></meta></data>"})
        CHECK(read_submission_head(xml).error().kind == Error::Kind::invalid);
    auto const nested = [](int levels) {
        std::string open, close;
        for (int i = 0; i < levels; ++i) open += "<a>", close += "</a>";
        return "<data id='f'>" + open + close + "<meta><instanceID>1</instanceID></meta></data>";
    };
    CHECK_FALSE(read_submission_head(deep));
    CHECK(read_submission_head(nested(90)));
    CHECK(read_submission_head(nested(150)).error().kind == Error::Kind::limit);
    CHECK(read_submission_head(nested(100'000)).error().kind == Error::Kind::limit);
    auto const laughed = read_submission_head(laughs);
    if (laughed) CHECK(laughed->instance == "&b;");  // an entity of the document's own is never expanded
    CHECK(read_submission_head("<data id='f'><!--" + std::string(submission_bytes_max, 'x') + "--></data>").error().kind == Error::Kind::limit);
}

TEST_CASE("a submission is kept once, whatever comes again")
{
    Office office;
    CHECK(office.submissions.take(submission("uuid:1")).value().taken == Taken::added);
    CHECK(office.submissions.take(submission("uuid:1")).value().taken == Taken::already);
    auto const other = office.submissions.take(submission("uuid:1", "other answers"));
    REQUIRE_FALSE(other);
    CHECK(other.error().kind == Error::Kind::conflict);
    SubmittedFile const photo{"photo.jpg", hash_of(as_bytes("jpeg")), 4}, changed{"photo.jpg", hash_of(as_bytes("other")), 5};
    CHECK(office.submissions.take(submission("uuid:1", "x", {photo})).value().taken == Taken::added);
    CHECK(office.submissions.take(submission("uuid:1", "x", {photo})).value().taken == Taken::already);
    CHECK(office.submissions.take(submission("uuid:1", "x", {changed})).error().kind == Error::Kind::conflict);
    CHECK(office.submissions.take(submission("uuid:2", "x", {photo, changed})).error().kind == Error::Kind::conflict);
    CHECK(office.submissions.take(submission("uuid:2", "x", {changed})).value().taken == Taken::added);
    CHECK(office.rows("submission").size() == 2);
    CHECK(office.rows("attachment").size() == 2);
    CHECK(std::get<std::string>(office.rows("submission")[0][5]) == answers("uuid:1"));

    Office again;
    again.submissions.know("f", "uuid:1", hash_of(as_bytes(answers("uuid:1"))).hex());
    again.submissions.know_file("f", "uuid:1", "photo.jpg", photo.hash.hex());
    CHECK(again.submissions.take(submission("uuid:1", "x", {photo})).value().taken == Taken::already);
    CHECK(again.submissions.take(submission("uuid:1", "other")).error().kind == Error::Kind::conflict);
}

TEST_CASE("a disk that failed is told to everybody who waited, and what failed can be sent again")
{
    Office office;
    office.failures_next = 1;
    CHECK(office.submissions.take(submission("uuid:1")).error().kind == Error::Kind::io);
    CHECK(office.rows("submission").empty());
    CHECK(office.submissions.take(submission("uuid:1")).value().taken == Taken::added);
    CHECK(office.rows("submission").size() == 1);
}

TEST_CASE("one that the dictionary refuses does not hold up the others")
{
    Office office;
    std::string const bad = std::string(201, 'u');  // an instanceID of more than 200 octets
    std::vector<std::thread> senders;
    std::atomic<int> good = 0, refused = 0;
    for (int i = 0; i < 16; ++i)
        senders.emplace_back([&, i] {
            auto const taken = office.submissions.take(submission(i % 4 == 0 ? bad : "uuid:" + std::to_string(i)));
            ++(taken ? good : refused);
            if (!taken) CHECK(taken.error().kind == Error::Kind::invalid);
        });
    for (auto& sender : senders) sender.join();
    CHECK(good == 12);
    CHECK(refused == 4);
    CHECK(office.rows("submission").size() == 12);
}

TEST_CASE("from many connections at once each is kept exactly once, and they share commits")
{
    Office office;
    constexpr int instances = 60, senders = 16;
    std::atomic<int> added = 0, already = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < senders; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < instances; ++i) {
                auto const at = (i * 7 + t * 13) % instances;  // 7 and 60 share no divisor: each sender sends all of them
                auto const taken = office.submissions.take(submission("uuid:" + std::to_string(at)));
                REQUIRE(taken);
                ++(taken->taken == Taken::added ? added : already);
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(added == instances);
    CHECK(already == instances * (senders - 1));
    std::set<std::string> seen;
    for (auto const& row : office.rows("submission")) seen.insert(std::get<std::string>(row[2]));
    CHECK(seen.size() == instances);
    CHECK(office.rows("submission").size() == instances);
    CHECK(office.batches <= instances);
}

TEST_CASE("blobs: kept by hash, once; one that was dropped leaves nothing; a changed one is noticed")
{
    fixtures::Folder folder;
    test::PlainDisk disk;
    BlobStore blobs{disk, folder / "blobs"};
    auto const put = [&](std::string_view text) {
        auto incoming = blobs.begin().value();
        for (char const& c : text) REQUIRE(incoming->add(as_bytes({&c, 1})));
        CHECK(incoming->size() == text.size());
        return incoming->keep().value();
    };
    auto const hash = put("jpeg");
    CHECK(hash == hash_of(as_bytes("jpeg")));
    CHECK(put("jpeg") == hash);
    CHECK(as_text(blobs.read(hash).value()) == "jpeg");
    CHECK(blobs.read(hash, 3).error().kind == Error::Kind::limit);
    CHECK(blobs.read(hash_of(as_bytes("png"))).error().kind == Error::Kind::missing);
    {
        auto const first = blobs.begin().value(), second = blobs.begin().value();
        REQUIRE(first->add(as_bytes("one")));
        REQUIRE(second->add(as_bytes("two")));
        CHECK(second->keep().value() == hash_of(as_bytes("two")));
    }
    CHECK(std::filesystem::is_empty(folder / "blobs/incoming"));
    auto const hex = hash.hex();
    REQUIRE(write_atomically(disk, folder / "blobs" / hex.substr(0, 2) / hex, as_bytes("JPEG")));
    CHECK(blobs.read(hash).error().kind == Error::Kind::corrupt);
}
