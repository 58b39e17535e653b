#include "app/memory/drop_folder.h"

#include <doctest/doctest.h>

#include <fstream>

#include "adapter/sqlite/document_store.h"
#include "adapter/sqlite/test_folder.h"

namespace pitwall::app {
namespace {

class MovableClock final : public port::Clock {
 public:
  Time now() const override { return at; }
  Time at = Time::from_unix_seconds(1'700'000'000);
};

struct Desk {
  explicit Desk(Duration still = seconds(30)) : wait(still) {
    std::filesystem::create_directory(folder.path() / "drop");
    store = std::move(*sqlite::SqliteDocumentStore::open(folder.path()));
  }
  std::filesystem::path drop() const { return folder.path() / "drop"; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((drop() / name).parent_path());
    std::ofstream(drop() / name, std::ios::binary) << text;
  }
  HistoryParts parts() {
    const auto no_pdf = [](const std::filesystem::path&) -> Result<std::string> {
      return error(Code::unavailable, "No pdftotext.");
    };
    return {*store, clock, no_pdf, [this](const HistoryReport&) { return !interrupted; }};
  }
  // A look, and another one when what has come has been still for long enough.
  DropFolder::Look settled(DropFolder& watched) {
    CHECK(watched.look().ok());
    clock.at += wait;
    Result<DropFolder::Look> look = watched.look();
    REQUIRE(look.ok());
    return std::move(*look);
  }
  std::uint64_t documents() { return store->totals().value().documents; }

  sqlite::TestFolder folder;
  MovableClock clock;
  Duration wait;
  bool interrupted = false;
  std::unique_ptr<sqlite::SqliteDocumentStore> store;
};

struct Watched {
  explicit Watched(Desk& desk)
      : files(std::move(*sqlite::SqliteImportedFiles::open(desk.folder.path()))),
        folder(desk.parts(), files, desk.drop(), desk.wait) {}
  sqlite::SqliteImportedFiles files;
  DropFolder folder;
};

TEST_CASE("a file is imported once, when it has been still for a while") {
  Desk desk;
  Watched watched(desk);
  desk.write("plan.md", "# Plan\nBuy");
  CHECK(watched.folder.look().value().added == 0);
  desk.clock.at += seconds(20);
  desk.write("plan.md", "# Plan\nBuy gold");
  CHECK(watched.folder.look().value().added == 0);
  desk.clock.at += seconds(20);
  CHECK(watched.folder.look().value().added == 0);
  desk.clock.at += seconds(10);
  CHECK(watched.folder.look().value().added == 1);
  CHECK(desk.settled(watched.folder).added == 0);
  CHECK(desk.documents() == 1);
}

TEST_CASE("what was imported is known after a restart; what changes is imported again") {
  Desk desk;
  desk.write("a/plan.md", "Plan");
  {
    Watched watched(desk);
    CHECK(desk.settled(watched.folder).added == 1);
  }
  std::filesystem::remove(desk.drop() / "a/plan.md");
  REQUIRE(desk.store->forget(desk.store->list({}).value().at(0).id, desk.clock.at).ok());
  desk.write("b.md", "Other");
  Watched watched(desk);
  CHECK(desk.settled(watched.folder).added == 1);
  desk.write("b.md", "Another");
  CHECK(desk.settled(watched.folder).added == 1);
  CHECK(desk.documents() == 2);
}

TEST_CASE("what cannot be imported is told until it changes or goes; what is not for us is not") {
  Desk desk;
  Watched watched(desk);
  desk.write("broken.vtt", "WEBVTT\n\n00:99.000 --> x\nno\n");
  desk.write("latin.md", "na\xEFve");
  desk.write("chart.png", "\x89PNG\r\n\x1A\n");
  desk.write(".hidden.md", "hidden");
  const DropFolder::Look first = desk.settled(watched.folder);
  CHECK(first.refused_count == 2);
  REQUIRE(first.refused.size() == 2);
  CHECK(first.refused[0].file == "broken.vtt");
  CHECK(first.refused[1].reason == "Line 1: this is not UTF-8; save the file as UTF-8.");
  CHECK(desk.settled(watched.folder).refused_count == 2);
  desk.write("latin.md", "naive");
  CHECK(desk.settled(watched.folder).refused_count == 1);
  std::filesystem::remove(desk.drop() / "broken.vtt");
  CHECK(watched.folder.look().value().refused_count == 0);
  CHECK(desk.documents() == 1);
}

TEST_CASE("a folder that is gone is told, links are not followed") {
  Desk desk;
  Watched watched(desk);
  desk.write("../outside.md", "outside");
  std::filesystem::create_symlink(desk.folder.path() / "outside.md", desk.drop() / "link.md");
  CHECK(desk.settled(watched.folder).added == 0);
  std::filesystem::remove_all(desk.drop());
  const DropFolder::Look look = watched.folder.look().value();
  REQUIRE(look.refused_count == 1);
  CHECK(look.refused[0].reason.find("not there") != std::string::npos);
}

TEST_CASE("an import that is interrupted goes on with the next look") {
  Desk desk;
  Watched watched(desk);
  desk.write("one.md", "One");
  desk.write("two.md", "Two");
  CHECK(watched.folder.look().ok());
  desk.clock.at += desk.wait;
  desk.interrupted = true;
  const Result<DropFolder::Look> stopped = watched.folder.look();
  REQUIRE(!stopped.ok());
  CHECK(stopped.error().code == Code::cancelled);
  desk.interrupted = false;
  CHECK(watched.folder.look().ok());
  CHECK(desk.documents() == 2);
}

}  // namespace
}  // namespace pitwall::app
