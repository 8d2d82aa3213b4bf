// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/worker_pool.hpp"

namespace accalmie::http {

WorkerPool::WorkerPool(unsigned workers, std::size_t queue_max) : queue_max_(queue_max), free_workers_(workers)
{
    for (unsigned worker = 0; worker < workers; ++worker) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool()
{
    {
        std::scoped_lock const lock{mutex_};
        stopping_ = true;
        queue_.clear();
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool WorkerPool::submit(std::function<void()> work)
{
    {
        std::scoped_lock const lock{mutex_};
        // What a free worker is about to take does not wait.
        if (stopping_ || queue_.size() >= queue_max_ + free_workers_) return false;
        queue_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

std::size_t WorkerPool::waiting() const
{
    std::scoped_lock const lock{mutex_};
    return queue_.size() > free_workers_ ? queue_.size() - free_workers_ : 0;
}

void WorkerPool::run()
{
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            work = std::move(queue_.front());
            queue_.pop_front();
            --free_workers_;
        }
        work();
        work = nullptr;  // what it holds goes before the worker counts as free
        std::scoped_lock const lock{mutex_};
        ++free_workers_;
    }
}

}  // namespace accalmie::http
