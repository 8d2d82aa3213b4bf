// SPDX-License-Identifier: Apache-2.0
#include "journal/checksum.hpp"
#include "journal/journal.hpp"
#include "journal/rows.hpp"
#include "journal/schema.hpp"
#include "journal/sql.hpp"
#include "journal/writer.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::int64_t records_a_look = 256;  // then the reader lets go, so that the log can be folded back into the file
constexpr std::size_t readers_max = 64;
constexpr std::uint64_t faults_max = 1000;  // then a list of them helps nobody

/// One reader's connection and statements.
struct Reader {
    std::unique_ptr<Database> database;
    RowReader rows;
    Statement since, point_by_id, head, last_point, count, latest_hlc;

    static Result<std::unique_ptr<Reader>> open(std::filesystem::path const& path, SqliteJournalOptions const& options)
    {
        auto database = std::make_unique<Database>(TRY(Database::open(path, options.vfs, options.lock_wait)));
        TRY(database->run("pragma query_only = on"));
        auto rows = TRY(RowReader::make(*database));
        auto since = TRY(database->prepare(sql::journal_records_since));
        auto point_by_id = TRY(database->prepare(sql::journal_point_by_id));
        auto head = TRY(database->prepare(sql::journal_head_of_author));
        auto last_point = TRY(database->prepare(sql::journal_last_point));
        auto count = TRY(database->prepare(sql::journal_record_count));
        auto latest_hlc = TRY(database->prepare(sql::journal_latest_hlc));
        return std::unique_ptr<Reader>{new Reader{std::move(database), std::move(rows), std::move(since), std::move(point_by_id), std::move(head),
                                                  std::move(last_point), std::move(count), std::move(latest_hlc)}};
    }
};

Result<std::uint64_t> single_number(Statement& statement)
{
    bool const is_there = TRY(statement.step());
    auto const number = is_there ? static_cast<std::uint64_t>(statement.integer(0)) : std::uint64_t{0};
    statement.reset();
    return number;
}

class SqliteJournal final : public Journal {
public:
    SqliteJournal(std::filesystem::path path, SqliteJournalOptions options, std::unique_ptr<Writer> writer)
        : path_(std::move(path)), options_(std::move(options)), writer_(std::move(writer))
    {
    }

    Result<Appended> append(std::span<StoredRecord const> records) override { return writer_->append(records).at(path_.string()); }

    Result<StoredRecord> find(RecordId const& id) override
    {
        auto const lent = TRY(borrow());
        lent->point_by_id.bind(1, id.bytes());
        auto const point = TRY(single_number(lent->point_by_id).at(path_.string()));
        if (point == 0) return Error{Error::Kind::missing, "the journal has no record " + id.hex(), path_.string()};
        StoredRecord record;
        TRY(lent->rows.read_at(point, record).at(path_.string()));
        return record;
    }

    Result<void> since(Point point, Scope const& scope, std::function<Result<void>(Point, StoredRecord const&)> const& visit) override
    {
        auto const lent = TRY(borrow());
        auto const last = TRY(single_number(lent->last_point).at(path_.string()));
        StoredRecord record;
        bool is_more = true;
        while (is_more) {
            bind_since(lent->since, point, last, scope);
            auto const looked = look(*lent, record, point, visit);
            lent->since.reset();
            if (!looked) return looked.error();
            is_more = *looked == records_a_look;
        }
        return {};
    }

    Result<Point> last_point() override
    {
        auto const lent = TRY(borrow());
        return single_number(lent->last_point).at(path_.string());
    }

    Result<std::uint64_t> record_count() override
    {
        auto const lent = TRY(borrow());
        return single_number(lent->count).at(path_.string());
    }

    Result<std::optional<RecordId>> head_of(AuthorId const& author) override
    {
        auto const lent = TRY(borrow());
        lent->head.bind(1, author.bytes());
        bool const is_there = TRY(lent->head.step().at(path_.string()));
        if (!is_there) return std::optional<RecordId>{};
        auto id = RecordId::from(lent->head.octets(0));
        lent->head.reset();
        return std::optional<RecordId>{TRY(std::move(id).at(path_.string()))};
    }

    Result<std::uint64_t> latest_hlc() override
    {
        auto const lent = TRY(borrow());
        return single_number(lent->latest_hlc).at(path_.string());
    }

    Result<std::uint64_t> verify(std::function<Result<void>(StoredRecord const&)> const& check, std::function<void(Error const&)> const& fault) override
    {
        auto const lent = TRY(borrow());
        std::uint64_t faults = 0;
        auto const report = [&](Error error) {
            ++faults;
            fault(std::move(error).at(path_.string()));
        };
        if (auto done = check_structure(*lent->database, report); !done) report(std::move(done).error());
        if (auto done = check_records(*lent, check, report, faults); !done) report(std::move(done).error());
        return faults;
    }

private:
    /// A reader that goes back when it is done with.
    class Lent {
    public:
        Lent(SqliteJournal& journal, std::unique_ptr<Reader> reader) : journal_(&journal), reader_(std::move(reader)) {}
        Lent(Lent&&) = default;
        ~Lent()
        {
            if (reader_) journal_->give_back(std::move(reader_));
        }
        Reader* operator->() const { return reader_.get(); }
        Reader& operator*() const { return *reader_; }

    private:
        SqliteJournal* journal_;
        std::unique_ptr<Reader> reader_;
    };

    Result<Lent> borrow()
    {
        {
            std::lock_guard const lock{mutex_};
            if (!idle_.empty()) {
                auto reader = std::move(idle_.back());
                idle_.pop_back();
                return Lent{*this, std::move(reader)};
            }
            if (lent_ == readers_max) return Error{Error::Kind::limit, "64 readers are at work", path_.string(), "try again in a moment"};
            ++lent_;
        }
        auto reader = Reader::open(path_, options_).at(path_.string());
        if (reader) return Lent{*this, std::move(*reader)};
        std::lock_guard const lock{mutex_};
        --lent_;
        return std::move(reader).error();
    }

    void give_back(std::unique_ptr<Reader> reader)
    {
        std::lock_guard const lock{mutex_};
        idle_.push_back(std::move(reader));
    }

    /// Each record by its point, so that a damaged page hides only the records on it. An error is one after which nothing more can be said.
    static Result<void> check_records(Reader& reader, std::function<Result<void>(StoredRecord const&)> const& check,
                                      std::function<void(Error)> const& report, std::uint64_t const& faults)
    {
        auto next_point = TRY(reader.database->prepare(sql::journal_next_point));
        auto const last = TRY(single_number(reader.last_point));
        StoredRecord record;
        for (Point point = 1; point <= last; ++point) {
            if (faults >= faults_max) return Error{Error::Kind::corrupt, "more than 1,000 faults; the rest was not looked at", {}, "restore the journal from a copy"};
            auto done = reader.rows.read_at(point, record);
            if (!done && done.error().kind == Error::Kind::missing) {
                next_point.bind(1, point);
                auto const next = TRY(single_number(next_point));
                report(lost(point, next - 1));
                point = next - 1;
            } else if (!done) {
                report(std::move(done).error());  // it names the record, or its number
            } else if (auto checked = check(record); !checked) {
                auto const name = "record " + record.id.hex();
                auto error = std::move(checked).error();
                report(error.where.starts_with(name) ? std::move(error) : std::move(error).at(name));
            }
        }
        return {};
    }

    static Error lost(Point first, Point last)
    {
        auto const which = first == last ? "record number " + std::to_string(first) + " is lost"
                                         : "records number " + std::to_string(first) + " to " + std::to_string(last) + " are lost";
        return {Error::Kind::corrupt, which, {}, "restore the journal from a copy, or sync with a node that has them"};
    }

    static void bind_since(Statement& statement, Point after, Point last, Scope const& scope)
    {
        statement.bind(1, after).bind(2, last).bind(3, std::string_view{scope.type}).bind(4, std::string_view{scope.place_prefix});
        scope.author ? statement.bind(5, scope.author->bytes()) : statement.bind_null(5);
        statement.bind(6, records_a_look);
    }

    /// Visit what `reader.since` finds; the number of records, and in `point` how far it came.
    Result<std::int64_t> look(Reader& reader, StoredRecord& record, Point& point, std::function<Result<void>(Point, StoredRecord const&)> const& visit)
    {
        std::int64_t count = 0;
        while (TRY(reader.since.step().at(path_.string()))) {
            TRY(reader.rows.read(reader.since, record).at(path_.string()));
            point = reader.rows.point_of(reader.since);
            ++count;
            TRY(visit(point, record));
        }
        return count;
    }

    std::filesystem::path path_;
    SqliteJournalOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
    std::size_t lent_ = 0;  // lent or idle: all that are open
    std::unique_ptr<Writer> writer_;
};

}  // namespace

Result<std::unique_ptr<Journal>> open_sqlite_journal(std::filesystem::path const& path, SqliteJournalOptions const& options)
{
    auto database = TRY(Database::open(path, options.vfs, options.lock_wait).at(path.string()));
    TRY(prepare_schema(database).at(path.string()));
    auto writer = TRY(Writer::start(std::move(database)).at(path.string()));
    return std::unique_ptr<Journal>{std::make_unique<SqliteJournal>(path, options, std::move(writer))};
}

}  // namespace accalmie
