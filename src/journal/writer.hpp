// SPDX-License-Identifier: Apache-2.0
// src/journal/writer.hpp: the one thread that writes. Appends that wait at the same time share one commit. Inside journal/ only.
#pragma once

#include "journal/rows.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace accalmie {

class Writer {
public:
    static constexpr std::size_t waiting_max = 256;                 ///< calls; one more waits outside
    static constexpr std::size_t commit_octets_max = 64U << 20U;    ///< a commit is closed when it has grown beyond

    /// `database` is the writer's own connection.
    static Result<std::unique_ptr<Writer>> start(Database database);
    ~Writer();  ///< writes what waits, then ends
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    Result<Appended> append(std::span<StoredRecord const> records);

private:
    struct Call {
        std::span<StoredRecord const> records;
        std::size_t octets = 0;
        std::optional<Result<Appended>> answer = {};
    };
    Writer(std::unique_ptr<Database> database, RowWriter rows, Statement last_point);
    void work();
    std::vector<Call*> next_calls();  // with the mutex held
    void commit(std::span<Call* const> calls);
    Result<void> write(std::span<Call* const> calls, std::vector<Appended>& written);
    Result<Appended> insert(Call const& call);

    std::unique_ptr<Database> database_;
    RowWriter rows_;
    Statement last_point_;
    std::mutex mutex_;
    std::condition_variable has_work_, has_room_, has_answer_;
    std::deque<Call*> waiting_;
    bool is_ending_ = false;
    std::thread thread_;
};

}  // namespace accalmie
