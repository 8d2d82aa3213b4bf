// SPDX-License-Identifier: Apache-2.0
#include "journal/writer.hpp"

#include "journal/sql.hpp"

namespace accalmie {

Result<std::unique_ptr<Writer>> Writer::start(Database database)
{
    auto kept = std::make_unique<Database>(std::move(database));  // statements point to it, so it may not move
    auto rows = TRY(RowWriter::make(*kept));
    auto last_point = TRY(kept->prepare(sql::journal_last_point));
    return std::unique_ptr<Writer>{new Writer{std::move(kept), std::move(rows), std::move(last_point)}};
}

Writer::Writer(std::unique_ptr<Database> database, RowWriter rows, Statement last_point)
    : database_(std::move(database)), rows_(std::move(rows)), last_point_(std::move(last_point)), thread_([this] { work(); })
{
}

Writer::~Writer()
{
    {
        std::lock_guard const lock{mutex_};
        is_ending_ = true;
    }
    has_work_.notify_one();
    thread_.join();
}

Result<Appended> Writer::append(std::span<StoredRecord const> records)
{
    Call call{records};
    for (auto const& record : records) {
        TRY(check_size(record));
        call.octets += record.envelope.size();
        for (auto const& part : record.parts) call.octets += part.bytes.size();
    }
    std::unique_lock lock{mutex_};
    has_room_.wait(lock, [&] { return waiting_.size() < waiting_max; });
    waiting_.push_back(&call);
    has_work_.notify_one();
    has_answer_.wait(lock, [&] { return call.answer.has_value(); });
    return std::move(*call.answer);
}

void Writer::work()
{
    std::unique_lock lock{mutex_};
    while (true) {
        has_work_.wait(lock, [&] { return is_ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto const calls = next_calls();
        lock.unlock();
        commit(calls);
        lock.lock();
        has_answer_.notify_all();
    }
}

std::vector<Writer::Call*> Writer::next_calls()
{
    std::vector<Call*> calls;
    std::size_t octets = 0;
    while (!waiting_.empty() && (calls.empty() || octets + waiting_.front()->octets <= commit_octets_max)) {
        octets += waiting_.front()->octets;
        calls.push_back(waiting_.front());
        waiting_.pop_front();
    }
    has_room_.notify_all();
    return calls;
}

void Writer::commit(std::span<Call* const> calls)
{
    std::vector<Appended> written;
    auto const done = write(calls, written);
    std::vector<Result<Appended>> answers;
    if (done) {
        answers.assign(written.begin(), written.end());
    } else if (calls.size() > 1) {
        // One call may be too large for the space that is left, and another not: each gets its own try and its own answer.
        for (auto* const call : calls) {
            std::vector<Appended> alone;
            auto const again = write({&call, 1}, alone);
            answers.push_back(again ? Result<Appended>{alone.front()} : Result<Appended>{again.error()});
        }
    } else {
        answers.emplace_back(done.error());
    }
    std::lock_guard const lock{mutex_};
    for (std::size_t i = 0; i < calls.size(); ++i) calls[i]->answer = std::move(answers[i]);
}

Result<void> Writer::write(std::span<Call* const> calls, std::vector<Appended>& written)
{
    auto done = database_->run("begin immediate");
    for (std::size_t i = 0; done && i < calls.size(); ++i) {
        auto appended = insert(*calls[i]);
        if (appended)
            written.push_back(*appended);
        else
            done = std::move(appended).error();
    }
    if (done) done = database_->run("commit");
    if (!done && database_->is_in_transaction()) (void)database_->run("rollback");  // `done` already says what is wrong
    return done;
}

Result<Appended> Writer::insert(Call const& call)
{
    Appended appended;
    for (auto const& record : call.records) {
        bool const is_new = TRY(rows_.add(record));
        is_new ? ++appended.added : ++appended.already;
    }
    bool const is_there = TRY(last_point_.step());
    appended.point = is_there ? static_cast<Point>(last_point_.integer(0)) : 0;
    last_point_.reset();
    return appended;
}

}  // namespace accalmie
