// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/worker_pool.hpp: a few threads and a bounded queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace accalmie::http {

class WorkerPool {
public:
    WorkerPool(unsigned workers, std::size_t queue_max);
    /// Waits for what runs; what still waits in the queue is never run.
    ~WorkerPool();
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;

    /// False: queue_max pieces of work wait already, and this one was not taken. `work` throws nothing.
    bool submit(std::function<void()> work);
    std::size_t waiting() const;

private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> queue_;
    std::size_t queue_max_;
    std::size_t free_workers_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace accalmie::http
