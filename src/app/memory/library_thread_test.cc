#include "app/memory/library_thread.h"

#include <doctest/doctest.h>

#include <chrono>

#include "knowledge/test_document_store.h"

using namespace pitwall;
using namespace pitwall::app;

namespace {

// An event loop small enough to wait on.
class TestLoop {
 public:
  void post(std::function<void()> function) {
    {
      const std::lock_guard guard(mutex_);
      functions_.push_back(std::move(function));
    }
    wake_.notify_one();
  }
  // Runs one function that was posted; fails after ten seconds.
  void run_one() {
    std::function<void()> function;
    {
      std::unique_lock guard(mutex_);
      REQUIRE(wake_.wait_for(guard, std::chrono::seconds(10), [&] { return !functions_.empty(); }));
      function = std::move(functions_.front());
      functions_.pop_front();
    }
    function();
  }
  bool idle() {
    const std::lock_guard guard(mutex_);
    return functions_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> functions_;
};

struct Memory {
  TestLoop loop;
  std::vector<std::string> told;

  std::unique_ptr<LibraryThread> start(std::unique_ptr<port::DocumentStore> store) {
    return std::make_unique<LibraryThread>(
        std::move(store), [this](std::function<void()> f) { loop.post(std::move(f)); },
        [this](std::string what) { told.push_back(std::move(what)); });
  }
};

// What `work` gives, asked of the thread.
template <class Work>
auto ask(LibraryThread& thread, TestLoop& loop, Work work) {
  using Value = decltype(work(std::declval<knowledge::Library&>()));
  std::optional<Value> value;
  bool done = false;
  thread.run([&](knowledge::Library& library) { value.emplace(work(library)); },
             [&] { done = true; });
  while (!done) loop.run_one();
  return std::move(*value);
}

std::unique_ptr<knowledge::TestDocumentStore> stored(int documents) {
  auto store = std::make_unique<knowledge::TestDocumentStore>();
  for (int i = 0; i < documents; ++i) {
    port::DocumentFacts facts;
    facts.id = fmt::format("d{}", i);
    store->put(std::move(facts), {fmt::format("words of document {}", i)});
  }
  return store;
}

class BrokenStore : public knowledge::TestDocumentStore {
 public:
  Result<std::uint64_t> last_change() override {
    return error(Code::corrupt, "The file is damaged.");
  }
};

}  // namespace

TEST_CASE("What is stored is read in the background, and found by who asks meanwhile") {
  Memory memory;
  const auto thread = memory.start(stored(200));
  knowledge::Reading reading;
  const auto wait_for = [&](std::uint64_t documents) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (reading.read < documents) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      reading = ask(*thread, memory.loop, [](knowledge::Library& l) { return l.reading(); });
    }
  };
  wait_for(200);
  // However often it is asked, it looks for what is new.
  ask(*thread, memory.loop, [](knowledge::Library& l) {
    port::NewDocument late;
    late.facts.id = "late";
    return l.store().put({late}).ok();
  });
  wait_for(201);
  const auto found = ask(*thread, memory.loop,
                         [](knowledge::Library& l) { return l.search({"document 117", {}, 1}); });
  REQUIRE(found);
  REQUIRE(found->findings.size() == 1);
  CHECK(found->findings[0].fragment.id.document == "d117");
  CHECK(memory.told.empty());
}

TEST_CASE("A store that cannot be read is told once, and the thread lives on") {
  Memory memory;
  const auto thread = memory.start(std::make_unique<BrokenStore>());
  memory.loop.run_one();
  CHECK(memory.told == std::vector<std::string>{"The file is damaged."});
  CHECK(ask(*thread, memory.loop, [](knowledge::Library& l) { return l.reading().read; }) == 0);
  CHECK(memory.told.size() == 1);
}

TEST_CASE("Once it has stopped nothing is answered, and what was asked is let go of") {
  Memory memory;
  const auto thread = memory.start(stored(1000));
  const auto held = std::make_shared<int>(0);
  thread->stop();
  while (!memory.loop.idle()) memory.loop.run_one();
  bool called = false;
  thread->run([&](knowledge::Library&) { called = true; }, [&called, held] { called = true; });
  thread->stop();
  CHECK(memory.loop.idle());
  CHECK_FALSE(called);
  CHECK(held.use_count() == 1);
}
